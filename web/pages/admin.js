// For admins: accounts, security events, and the system's own figures.
import { S } from '../strings.js'
import { h, svg } from '../dom.js'
import { api } from '../api.js'
import { state } from '../store.js'
import { empty, field, input, paged, section, select, toast } from '../ui.js'
import { addDays, moment, today } from '../time.js'

const roles = { PATIENT: S.sign.PATIENT, DOCTOR: S.sign.DOCTOR, ADMIN: S.sign.ADMIN }

export function usersPage() {
  const list = h('div'), query = input('q', { type: 'search', oninput: later }), role = select('role',
    { '': S.all, ...roles },
    '',
    { onchange: () => reload() })
  let timer
  function later() { clearTimeout(timer); timer = setTimeout(() => reload(), 250) }
  const reload = section(list, () => paged(
    async cursor => {
      const page = await api.get('/api/auth/users', { q: query.value, role: role.value, limit: 50, cursor })
      return { items: page.users, nextCursor: page.nextCursor }
    },
    userRow,
    empty(S.admin.noUsers),
    { class: 'rows card' }))
  return [
    h('h1', null, S.admin.users),
    h('div', { class: 'filters', role: 'search' }, field(S.search, query), field(S.admin.roleFilter, role)),
    list]
}

function userRow(user) {
  const name = `${user.firstName} ${user.lastName}`, self = user.id === state.user.id
  const patch = async (changes, undo) => {
    try {
      Object.assign(user, await api.patch(`/api/auth/users/${user.id}`, changes))
      toast(S.saved, 'good')
    } catch (error) { undo(); toast(S.error.rolled(error.message), 'bad') }
  }
  const role = select('role',
    roles,
    user.role,
    { 'aria-label': S.admin.role(name), disabled: self,
      onchange: () => patch({ role: role.value }, () => { role.value = user.role }) })
  const active = h('button',
    { disabled: self,
      onclick: () => {
        const before = user.active
        user.active = !before
        draw()
        patch({ active: user.active }, () => { user.active = before; draw() })
      } })
  const badge = h('span')
  function draw() {
    active.textContent = user.active === false ? S.admin.activate : S.admin.deactivate
    badge.className = `badge ${user.active === false ? 'REJECTED' : 'APPROVED'}`
    badge.textContent = user.active === false ? S.admin.inactive : S.admin.active
  }
  draw()
  return [h('span', null, h('strong', null, name), h('small', null, user.email)), badge, role, active]
}

export function eventsPage() {
  const list = h('div'), type = input('type', { type: 'search', onchange: () => reload() })
  const reload = section(list, () => paged(
    async cursor => {
      const page = await api.get('/api/auth/events', { type: type.value, limit: 50, cursor })
      return { items: page.events, nextCursor: page.nextCursor }
    },
    event => [h('span', null,
      h('strong', null, event.type),
      h('small', null, [moment(event.at), event.ip, event.userId].filter(Boolean).join(' · ')))],
    empty(S.admin.noEvents),
    { class: 'rows card' }))
  return [h('h1', null, S.admin.events), h('div', { class: 'filters' }, field(S.admin.type, type)), list]
}

export function figuresPage() {
  const bookings = h('div'), live = h('div')
  section(bookings, async () => {
    const days = Array.from({ length: 14 }, (_, index) => addDays(today(), index - 13))
    const figures = await api.get('/api/appointments/statistics', { from: days[0], to: addDays(today(), 1) })
    const booked = new Map(figures.days.map(each => [each.date, each.booked]))
    return [
      tiles([[S.admin.outbox, figures.outbox?.waiting]]),
      h('div', { class: 'two' },
        chart(S.admin.booked, days.map(day => [day.slice(8), booked.get(day) ?? 0])),
        chart(S.admin.byStatus, Object.entries(S.status).map(([status, text]) => [text, figures.totals[status] ?? 0])))]
  })
  section(live, async () => {
    const figures = await api.get('/api/notifications/statistics')
    return tiles([
      [S.admin.lag, figures.consumerLag],
      [S.admin.sockets, figures.socketsOnline],
      [S.admin.online, figures.usersOnline],
      [S.admin.delivered, figures.deliveredToday],
      [S.admin.mail, figures.emailQueue?.waiting]])
  })
  return [h('h1', null, S.admin.figures), live, bookings]
}

const tiles = pairs => h('dl', { class: 'tiles' },
  pairs.map(([name, value]) => h('div', { class: 'card' }, h('dt', null, name), h('dd', null, String(value ?? S.none)))))

// Bars in a row; the picture's label carries every number for those who do not see it.
function chart(title, pairs) {
  const most = Math.max(1, ...pairs.map(([, value]) => value)), width = 320 / pairs.length
  return h('figure', { class: 'card' },
    h('figcaption', null, title),
    svg('svg',
      { viewBox: '0 0 320 150', role: 'img',
        'aria-label': `${title}: ${pairs.map(([name, value]) => `${name} ${value}`).join(', ')}` },
      pairs.map(([name, value], index) => svg('g', null,
        svg('rect',
          { x: index * width + 3, y: 125 - 100 * value / most, width: width - 6, height: Math.max(1, 100 * value / most), rx: 3 }),
        svg('text', { x: (index + 0.5) * width, y: 119 - 100 * value / most, 'text-anchor': 'middle' }, value || ''),
        svg('text', { x: (index + 0.5) * width, y: 141, 'text-anchor': 'middle' }, name.split(' ')[0])))))
}
