// Who has looked at one's own data and who has changed them, from the clinic's access log; one's own doings apart.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { empty, paged, section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { checkpointCard } from './checkpoint.js'

export function accessPage({ query }) {
  const isOwn = query.get('tab') === 'own', list = h('div'), keep = h('div')
  section(list, () => paged(
    async cursor => {
      const page = await api.get('/api/appointments/access-log', { own: isOwn, limit: 50, cursor })
      if (page.checkpoint) replace(keep, checkpointCard(page.checkpoint))
      return { items: page.entries, nextCursor: page.nextCursor }
    },
    entry => row(entry, isOwn),
    empty(isOwn ? S.access.noneOwn : S.access.none),
    { class: 'rows card' }))
  const tab = (name, href, isHere) => h('a', { href, 'data-link': true, 'aria-current': isHere && 'page' }, name)
  return [
    h('h1', null, S.access.title),
    h('p', { class: 'lead' }, S.access.lead),
    h('nav', { class: 'tabs', 'aria-label': S.access.which },
      tab(S.access.others, '/access-log', !isOwn), tab(S.access.own, '/access-log?tab=own', isOwn)),
    list, keep]
}

function row(entry, isOwn) {
  const visit = entry.appointmentId && h('a', { href: `/appointments/${entry.appointmentId}`, 'data-link': true }, S.access.visit)
  const role = entry.role === 'PATIENT' && !isOwn ? 'otherPatient' : entry.role
  return [
    h('span', null,
      h('strong', null, S.access.did[entry.event] ?? entry.event, visit && ' · ', visit),
      h('small', null, entry.name ? bdi(entry.name) : S.access.roles[role] ?? S.role[role],
        entry.program && ` · ${S.access.program}`, ` · ${stamp(entry.at)}`,
        // What somebody was refused had no purpose that counts.
        !entry.refused && ` · ${S.access.purposes[entry.purpose] ?? entry.purpose}`,
        entry.times > 1 && ` · ${S.access.times({ n: entry.times })}`)),
    entry.refused && h('span', { class: 'badge CANCELLED' }, S.access.refused),
    entry.breakGlass && h('span', { class: 'badge REJECTED' }, S.access.glass)]
}
