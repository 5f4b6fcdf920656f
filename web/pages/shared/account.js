// Profile, password, sessions, what to be told about, the calendar's private address.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { emit, set, state } from '../../data/store.js'
import { ask } from '../../ui/dialogs.js'
import { field, form, input, passwordField } from '../../ui/forms.js'
import { section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { device } from './device.js'
import { languagePicker } from './sign.js'

export function accountPage({ signOut }) {
  const parts = [
    [S.account.profile, profile],
    [S.language, () => languagePicker(language => api.patch('/api/auth/profile', { language })), 'language'],
    [S.account.password, () => state.user.hasPassword ? password() : noPassword()],
    [S.factor.section, factors, 'safety'],
    [S.account.sessions, () => sessions(signOut), 'sessions'],
    [S.account.prefs, preferences, 'told'],
    [S.access.title, accesses],
    [S.account.feed, () => feed()]]
  const only = { [S.access.title]: ['PATIENT'], [S.account.feed]: ['PATIENT', 'DOCTOR'] }
  const shown = parts.filter(([name]) => only[name]?.includes(state.user.role) ?? true).map(([name, part, id]) =>
    h('section', { class: 'card', id }, h('h2', { tabindex: id && -1 }, name), part()))
  const wanted = shown.find(each => each.id && `#${each.id}` === location.hash)
  if (wanted) requestAnimationFrame(() => goTo(wanted))
  return [h('h1', null, S.account.title), shown, h('button', { class: 'quiet-danger', onclick: () => signOut() }, S.sign.out)]
}

// To a part that the address names, again while those above it fill, until a hand is on the page.
function goTo(part) {
  part.querySelector('h2').focus({ preventScroll: true })
  const grown = new ResizeObserver(() => part.scrollIntoView())
  grown.observe(part.parentElement)
  for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    addEventListener(type, () => grown.disconnect(), { once: true })
  }
}

const accesses = () => h('p', null, S.access.lead, ' ', h('a', { href: '/access-log', 'data-link': true }, S.access.title))

const change = async () => (await import('./mail.js')).changeAddress()

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
        h('p', { class: 'hint own-address' }, h('bdi', null, user.email), ' · ',
          user.emailVerified ? S.mail.confirmed : S.mail.unconfirmed, ' ',
          h('button', { type: 'button', class: 'quiet', onclick: () => change().catch(failed) }, S.mail.change)),
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
    passwordField(S.account.current, 'currentPassword', 'current-password'),
    passwordField(S.account.new, 'newPassword', 'new-password', S.sign.hint),
    problem,
    h('button', { type: 'submit', class: 'primary' }, S.account.change)],
  async ({ currentPassword, newPassword }, element) => {
    await api.post('/api/auth/password', { currentPassword, newPassword })
    element.reset()
    emit('renewed')
    toast(S.account.changed, 'good')
  })

// Who signs in through a provider or by a passkey alone: there is none to change, and the first is set by the link of a mail.
function noPassword() {
  const { email } = state.user, root = h('div')
  const ask = async () => {
    await (await import('./mail.js')).askForPassword(email)
    replace(root, h('p', { role: 'status', tabindex: -1 }, S.account.firstSent({ email: bdi(email) })))
    root.firstChild.focus()
  }
  replace(root, form(null, problem => [
    h('p', { class: 'hint' }, S.account.none),
    problem,
    h('button', { type: 'submit' }, S.account.first)], ask))
  return root
}

// Loaded when the page is: few look at it often.
function factors() {
  const root = h('div')
  import('./security.js').then(({ security }) => replace(root, security()), failed)
  return root
}

function sessions(signOut) {
  const root = h('div')
  const endAll = async () => {
    const isDone = await ask(S.account.endAllTitle, { lead: [h('p', null, S.account.endAllLead)], confirm: S.account.endAll,
      danger: true,
      work: async () => { await api.post('/api/auth/logout-all') } })
    if (isDone) signOut(true)
  }
  const reload = section(root, async () => {
    const sessions = await api.all('/api/auth/sessions', {}, 'sessions')
    return [
      h('ul', { class: 'rows' },
        sessions.map(each => h('li', null,
          h('span', null,
            h('strong', null, device(each.userAgent)),
            h('small', null,
              [each.ip, each.lastSeenAt && S.account.seen({ time: stamp(each.lastSeenAt) })].filter(Boolean).join(' · '))),
          each.current ? h('span', { class: 'badge APPROVED' }, S.account.this) : h('button',
            { class: 'quiet-danger end-session', 'aria-label': S.account.endOf({ device: device(each.userAgent) }),
              onclick: () => api.delete(`/api/auth/sessions/${each.id}`).then(reload, failed) },
            S.account.end)))),
      h('button', { class: 'quiet-danger', onclick: endAll }, S.account.endAll)]
  })
  return root
}

function preferences() {
  const root = h('div')
  section(root, async () => {
    const { preferences } = await api.get('/api/notifications/preferences')
    // One after the other, each with what was chosen by then: an answer never undoes a later choice.
    let sent = Promise.resolve()
    const box = (each, channel, label) => h('input',
      { type: 'checkbox', checked: each[channel], 'aria-label': S.about({ action: S.types[each.type] ?? each.type, what: label }),
        onchange: ({ target }) => {
          const wanted = each[channel] = target.checked
          sent = sent.then(() => api.put('/api/notifications/preferences', { preferences: [{ ...each }] })).catch(error => {
            target.checked = each[channel] = !wanted
            toast(S.error.rolled({ why: error.message }), 'bad')
          })
        } })
    return h('table', null,
      h('thead', null,
        h('tr', null,
          h('th', { scope: 'col' }, S.account.type),
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
  const make = () => ask(S.account.feedMakeTitle, { lead: [h('p', null, S.account.feedMakeLead)], confirm: S.account.feedMake,
    work: async () => {
      const { url } = await api.post('/api/appointments/calendar-token')
      replace(address, field(S.account.feedAddress, input('url', { readonly: true, value: new URL(url, location.origin).href })))
    } })
  const remove = () => ask(S.account.feedRemoveTitle, { lead: [h('p', null, S.account.feedRemoveLead)],
    confirm: S.account.feedRemove,
    danger: true,
    work: async () => {
      await api.delete('/api/appointments/calendar-token')
      replace(address)
      toast(S.saved, 'good')
    } })
  return h('div', null,
    h('p', { class: 'hint' }, S.account.feedLead),
    address,
    h('div', { class: 'actions' },
      h('button', { onclick: make }, S.account.feedMake),
      h('button', { class: 'quiet-danger', onclick: remove }, S.account.feedRemove)))
}
