// The last step of a booking: it is done, and what comes next.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { lively } from '../../ui/lists.js'
import { calendarLinks } from '../shared/calendars.js'
import { card } from '../shared/card.js'
import { titled } from '../shared/names.js'
import { steps } from './summary.js'

const NEXT = { PENDING: 'sent', APPROVED: 'sure' }

export function bookedPage({ id }) {
  const place = h('div'), next = h('ol', { class: 'next-steps' }), links = h('div')
  const heading = h('h1', null, S.book.booked)
  let made = null
  lively(place, async () => {
    const item = await api.get(`/api/appointments/${id}`), doctor = () => titled(item.doctorName)
    replace(heading, item.status === 'PENDING' ? S.book.booked : S.status[item.status])
    replace(next, NEXT[item.status] && Object.values(S.book.then[NEXT[item.status]]).map(say =>
      h('li', null, typeof say === 'string' ? say : say({ doctor: doctor() }))))
    replace(links, ['PENDING', 'APPROVED'].includes(item.status) && calendarLinks(item))
    if (made) { made.update(item); return made.whole }
    made = card(item)
    return made.whole = h('div', null, made.element, h('section', { class: 'card' },
      h('h2', null, S.book.nextUp), next, links))
  })
  return [steps(2), heading, place,
    h('div', { class: 'actions' },
      h('a', { class: 'button primary', href: '/appointments', 'data-link': true }, S.book.toAppointments),
      h('a', { class: 'button', href: '/', 'data-link': true }, S.book.another))]
}
