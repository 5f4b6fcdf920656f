// What all steps of a booking show: where one is, and with whom, for how long, where.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { duration, visitLines } from '../../ui/time.js'
import { titled } from '../shared/names.js'
import { nameOf } from './doctors.js'
import { avatar } from './find.js'

export const steps = at => h('ol', { class: 'steps', 'aria-label': S.book.steps }, Object.values(S.book.step).map((name, index) =>
  h('li', { 'aria-current': index === at && 'step' }, h('b', { 'aria-hidden': 'true' }, index + 1), ' ', name)))

// `visit`: {startsAt, endsAt, timeZone}, once it is known.
export function summary(doctor, visit) {
  const minutes = visit && (Date.parse(visit.endsAt) - Date.parse(visit.startsAt)) / 60000
  return h('aside', { class: 'card summing', 'aria-label': S.book.summary },
    h('div', { class: 'doctor-who' }, avatar(nameOf(doctor)), h('div', null,
      h('strong', null, titled(nameOf(doctor))), h('p', { class: 'hint' }, doctor.specialization ?? S.none))),
    visit && visitLines(visit),
    h('dl', null,
      visit && h('div', null, h('dt', null, S.book.long), h('dd', null, duration(minutes))),
      h('div', null, h('dt', null, S.book.where), h('dd', null, S.book.atClinic))))
}
