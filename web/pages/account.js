// Profile, password, sessions, what to be told about, the calendar's private address.
import { S } from '../strings.js'
import { h, replace } from '../dom.js'
import { api } from '../api.js'
import { set, state } from '../store.js'
import { failed, field, form, input, section, toast } from '../ui.js'
import { moment } from '../time.js'

export function accountPage({ signOut }) {
  const parts = [
    [S.account.profile, profile],
    [S.account.password, () => password()],
    [S.account.sessions, () => sessions(signOut)],
    [S.account.prefs, preferences],
    [S.account.feed, () => feed()]]
  return [
    h('h1', null, S.account.title),
    parts.filter(([name]) => state.user.role !== 'ADMIN' || name !== S.account.feed).map(([name, part]) => h('section',
      { class: 'card' },
      h('h2', null, name),
      part()))]
}

function profile() {
  const root = h('div')
  section(root, async () => {
    const answer = await api.get('/api/auth/profile'), user = answer.user ?? answer
    return form(null,
      problem => [
        h('div', { class: 'two' },
          field(S.sign.first, input('firstName', { value: user.firstName ?? '' })),
          field(S.sign.last, input('lastName', { value: user.lastName ?? '' }))),
        field(S.sign.phone, input('phone', { type: 'tel', value: user.phone ?? '' })),
        user.role === 'DOCTOR' && field(S.sign.specialization, input('specialization', { value: user.specialization ?? '' })),
        h('p', { class: 'hint' }, user.email),
        problem,
        h('button', { type: 'submit', class: 'primary' }, S.save)],
      async values => {
        const changes = Object.entries(values).filter(([name, value]) => value !== (user[name] ?? ''))
        const body = Object.fromEntries(changes.map(([name, value]) => [name, value || null]))
        const changed = await api.patch('/api/auth/profile', body)
        set({ user: changed.user ?? changed })
        Object.assign(user, state.user)
        toast(S.saved, 'good')
      })
  })
  return root
}

const password = () => form(null,
  problem => [
    input('username', { type: 'hidden', autocomplete: 'username', value: state.user.email }),
    field(S.account.current, input('currentPassword', { type: 'password', autocomplete: 'current-password' })),
    field(S.account.new, input('newPassword', { type: 'password', autocomplete: 'new-password' }), S.sign.hint),
    problem,
    h('button', { type: 'submit', class: 'primary' }, S.account.change)],
  async ({ currentPassword, newPassword }, element) => {
    await api.post('/api/auth/password', { currentPassword, newPassword })
    element.reset()
    toast(S.account.changed, 'good')
  })

// "Mozilla/5.0 (…) … Chrome/1 …" → "Chrome · Linux"
function device(agent) {
  const browser = /Edg|Firefox|Chrome|Safari|curl/.exec(agent ?? '')?.[0]
  const system = /Android|iPhone|iPad|Windows|Mac|Linux/.exec(agent ?? '')?.[0]
  return [browser, system].filter(Boolean).join(' · ') || S.account.unknown
}

function sessions(signOut) {
  const root = h('div')
  const reload = section(root, async () => {
    const { sessions } = await api.get('/api/auth/sessions', { limit: 100 })
    return [
      h('ul', { class: 'rows' },
        sessions.map(each => h('li', null,
          h('span', null,
            h('strong', null, device(each.userAgent)),
            h('small', null, [each.ip, each.lastSeenAt && S.account.seen(moment(each.lastSeenAt))].filter(Boolean).join(' · '))),
          each.current ? h('span', { class: 'badge APPROVED' }, S.account.this) : h('button',
            { class: 'quiet-danger end-session', onclick: () => api.delete(`/api/auth/sessions/${each.id}`).then(reload, failed) },
            S.account.end)))),
      h('button', { class: 'quiet-danger', onclick: () => api.post('/api/auth/logout-all').then(() => signOut(true), failed) },
        S.account.endAll)]
  })
  return root
}

function preferences() {
  const root = h('div')
  section(root, async () => {
    const { preferences } = await api.get('/api/notifications/preferences')
    const box = (each, channel, label) => h('input',
      { type: 'checkbox', checked: each[channel], 'aria-label': `${S.types[each.type] ?? each.type}: ${label}`,
        onchange: async event => {
          const wanted = event.target.checked
          try {
            await api.put('/api/notifications/preferences', { preferences: [{ ...each, [channel]: wanted }] })
            each[channel] = wanted
          } catch (error) { event.target.checked = !wanted; toast(S.error.rolled(error.message), 'bad') }
        } })
    return h('table', null,
      h('thead', null,
        h('tr', null,
          h('th', { scope: 'col' }, S.admin.type),
          h('th', { scope: 'col' }, S.account.inApp),
          h('th', { scope: 'col' }, S.account.email))),
      h('tbody', null,
        preferences.map(each => h('tr', null,
          h('th', { scope: 'row' }, S.types[each.type] ?? each.type),
          h('td', null, box(each, 'inApp', S.account.inApp)),
          h('td', null, box(each, 'email', S.account.email))))))
  })
  return root
}

function feed() {
  const address = h('div')
  const make = async () => {
    const { url } = await api.post('/api/appointments/calendar-token')
    replace(address, field(S.account.feedAddress, input('url', { readonly: true, value: new URL(url, location.origin).href })))
  }
  return h('div', null,
    h('p', { class: 'hint' }, S.account.feedLead),
    address,
    h('div', { class: 'actions' },
      h('button', { onclick: () => make().catch(failed) }, S.account.feedMake),
      h('button',
        { class: 'quiet-danger',
          onclick: () => api.delete('/api/appointments/calendar-token').then(
            () => { replace(address); toast(S.saved, 'good') },
            failed) },
        S.account.feedRemove)))
}
