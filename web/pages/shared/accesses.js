// Who has looked at somebody's data and who has changed them, from the access logs of the three services, as one list.
import { S } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { merged } from '../../data/merge.js'
import { empty, paged, section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'

const LOGS = { appointments: '/api/appointments/access-log', account: '/api/auth/access-log',
  notifications: '/api/notifications/access-log' }
const STEP = 50

// Draws them in `place`; asked: what is asked of each log; none: what stands for an empty list; who(entry): the name of whoever it
// was, where the entry has none; keep(checkpoint): the newest one of the appointments' log.
export function accesses(place, { asked, none, who, keep }) {
  const reload = section(place, async () => {
    const list = merged(Object.entries(LOGS).map(([name, path]) => ({ name, async fetch(cursor) {
      const page = await api.get(path, { ...asked, limit: STEP, cursor })
      if (page.checkpoint) keep?.(page.checkpoint)
      return { items: page.entries, nextCursor: page.nextCursor }
    } })), (left, right) => Date.parse(left.at) > Date.parse(right.at))
    const missing = h('div', { class: 'warning missing', role: 'status', hidden: true })
    const tell = found => {
      missing.hidden = !found.length
      missing.replaceChildren(...found.map(({ name }) => h('p', null, S.access.missing[name])),
        h('button', { onclick: () => reload() }, S.retry))
    }
    const rows = await paged(async () => {
      const page = await list.next(STEP)
      tell(page.missing)
      return { items: page.items, nextCursor: page.isWhole ? null : 'more' }
    }, entry => row(entry, asked.own, who), none && empty(none), { class: 'rows card' })
    return [missing, rows]
  })
}

function row(entry, isOwn, who) {
  const role = entry.role === 'PATIENT' && !isOwn ? 'otherPatient' : entry.role
  const visit = entry.appointmentId && h('a', { href: `/appointments/${entry.appointmentId}`, 'data-link': true }, S.access.visit)
  return [
    h('span', null,
      h('strong', null, S.access.did[entry.event] ?? entry.event, visit && ' · ', visit),
      h('small', null, entry.name ? bdi(entry.name) : who?.(entry) ?? S.access.roles[role] ?? S.role[role],
        entry.program === 'calendar' && ` · ${S.access.program}`, ` · ${stamp(entry.at)}`,
        // What somebody was refused had no purpose that counts.
        !entry.refused && ` · ${S.access.purposes[entry.purpose] ?? entry.purpose}`,
        entry.times > 1 && ` · ${S.access.times({ n: entry.times })}`)),
    entry.refused && h('span', { class: 'badge CANCELLED' }, S.access.refused),
    entry.breakGlass && h('span', { class: 'badge REJECTED' }, S.access.glass)]
}
