// Accounts: who they are, their role, whether they may sign in.
import { S } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { ask } from '../../ui/dialogs.js'
import { field, input, select } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { addDays, stamp, today } from '../../ui/time.js'
import { toast } from '../../ui/toasts.js'
import { started } from './begin.js'
import { assignDoctors } from './desk.js'
import { addressed, copyAddress, csvButton, fullName } from './filters.js'
import { userTabs } from './tabs.js'
import { savedViews } from './views.js'

const ROLES = { PATIENT: S.sign.PATIENT, DOCTOR: S.sign.DOCTOR, DESK: S.staff.DESK, ADMIN: S.sign.ADMIN }

export function usersPage({ query }) {
  const filters = addressed(query), list = h('div')
  const words = input('q', { type: 'search', value: filters.values.q ?? '', oninput: later })
  const role = select('role', { '': S.all, ...ROLES }, filters.values.role,
    { onchange: () => { filters.set({ role: role.value }); reload() } })
  let timer
  function later() { filters.set({ q: words.value }); clearTimeout(timer); timer = setTimeout(() => reload(), 250) }
  const asked = () => ({ q: filters.values.q, role: filters.values.role })
  const reload = section(list, () => paged(
    async cursor => {
      const page = await api.get('/api/auth/users', { ...asked(), limit: 50, cursor })
      return { items: page.users, nextCursor: page.nextCursor }
    },
    userRow,
    empty(S.admin.noUsers),
    { class: 'rows card' }))
  const csv = async () => (await api.all('/api/auth/users', asked(), 'users')).map(each =>
    [fullName(each), each.email, ROLES[each.role], each.active ? S.admin.active : S.admin.inactive, each.createdAt])
  return [
    userTabs('/'),
    h('h1', null, S.admin.users),
    started(),
    h('div', { class: 'filters', role: 'search' }, field(S.search, words), field(S.admin.roleFilter, role)),
    h('div', { class: 'actions' }, csvButton('users', [S.admin.name, S.admin.email, S.admin.roleFilter, S.appt.status,
      S.admin.when], csv), copyAddress(), savedViews('/')),
    list]
}

function userRow(user) {
  const self = user.id === state.user.id, name = bdi(fullName(user)), who = () => name.cloneNode(true)
  const badge = h('span'), kind = h('span', { class: 'badge' })
  const named = text => S.about({ action: text, what: fullName(user) })
  const active = h('button', { disabled: self, onclick: switchActive })
  const change = h('button', { disabled: self, 'aria-label': named(S.admin.role), onclick: changeRole }, S.admin.role)
  const end = h('button', { disabled: self, 'aria-label': named(S.accounts.end), onclick: endSessions }, S.accounts.end)
  const lost = h('button', { class: 'quiet-danger', disabled: self, 'aria-label': named(S.accounts.lost), onclick: resetFactors },
    S.accounts.lost)
  const book = h('button', { 'aria-label': named(S.desks.open), onclick: () => assignDoctors(user, who()) }, S.desks.open)
  function draw() {
    book.hidden = user.role !== 'DESK'
    lost.hidden = !user.secondFactor
    kind.textContent = ROLES[user.role]
    active.textContent = user.active ? S.admin.deactivate : S.admin.activate
    active.setAttribute('aria-label', named(active.textContent))
    const isWaiting = user.active && user.approval
    badge.className = `badge ${isWaiting ? 'PENDING' : user.active ? 'APPROVED' : 'REJECTED'}`
    badge.textContent = isWaiting ? S.invite.approval[user.approval] : user.active ? S.admin.active : S.admin.inactive
  }
  const patch = async (changes, done) => {
    Object.assign(user, await api.patch(`/api/auth/users/${user.id}`, changes))
    draw()
    toast(done, 'good')
  }
  const about = text => [h('p', null, h('strong', null, who()), ` · ${user.email}`), h('p', null, text)]
  const effect = text => [...about(text), ahead(user)]
  function changeRole() {
    const others = Object.keys(ROLES).filter(role => role !== user.role), told = h('p')
    const tell = () => told.replaceChildren(...S.admin.roleOf({ name: who(), from: ROLES[user.role], to: ROLES[wanted.value] }))
    const wanted = select('role', Object.fromEntries(others.map(role => [role, ROLES[role]])), others[0], { onchange: tell })
    tell()
    ask(S.admin.roleTitle,
      { lead: [field(S.admin.roleNew, wanted), told, effect(S.admin.roleEffect)], confirm: S.admin.roleDo, danger: true,
        work: () => patch({ role: wanted.value }, S.admin.roleDone({ name: who(), to: ROLES[wanted.value] })) })
  }
  function switchActive() {
    ask(user.active ? S.admin.offTitle : S.admin.onTitle,
      { lead: effect(user.active ? S.admin.offEffect : S.admin.onEffect), danger: user.active,
        confirm: user.active ? S.admin.deactivate : S.admin.activate,
        work: () => patch({ active: !user.active },
          user.active ? S.admin.offDone({ name: who() }) : S.admin.onDone({ name: who() })) })
  }
  function endSessions() {
    ask(S.accounts.endTitle, { lead: about(S.accounts.endEffect), confirm: S.accounts.end, danger: true,
      work: async () => {
        await api.post(`/api/auth/users/${user.id}/logout`)
        toast(S.accounts.endDone({ name: who() }), 'good')
      } })
  }
  function resetFactors() {
    const check = select('check', S.accounts.checks, 'IN_PERSON'), reason = select('reason', S.accounts.reasons, 'LOST')
    ask(S.accounts.lostTitle,
      { lead: [field(S.accounts.reason, reason), field(S.accounts.check, check), about(S.accounts.lostEffect)],
        confirm: S.accounts.lost, danger: true,
        work: async () => {
          const { dueAt } = await api.post(`/api/auth/users/${user.id}/reset-factors`, { identityCheck: check.value,
            reason: reason.value }).catch(error => {
            throw error.code === 'reset_pending' ? new Error(S.accounts.pending) : error
          })
          toast(S.accounts.lostDone({ name: who(), time: stamp(dueAt) }), 'good')
        } })
  }
  draw()
  const link = (path, text) => h('a', { href: path, 'data-link': true }, text)
  return [
    h('span', null, h('strong', null, name), h('small', null, user.email),
      h('small', null, link(`/events?userId=${user.id}`, S.admin.seeEvents), ' ',
        ['PATIENT', 'DOCTOR'].includes(user.role) && link(`/all?${user.role.toLowerCase()}Id=${user.id}`, S.admin.seeVisits))),
    kind, badge, book, change, active, end, lost]
}

// How many appointments lie ahead of an account, on either side; says nothing while that cannot be told.
function ahead({ id }) {
  const note = h('p', { class: 'warning', role: 'status' })
  const count = async side => (await api.all(
    '/api/appointments',
    { [side]: id, from: addDays(today(), -1), status: 'PENDING,APPROVED' },
    'appointments')).filter(each => Date.parse(each.startsAt) > Date.now()).length
  Promise.all([count('patientId'), count('doctorId')]).then(
    ([asPatient, asDoctor]) => { note.textContent = S.admin.visits({ n: asPatient + asDoctor }) },
    error => { note.textContent = error.message })
  return note
}
