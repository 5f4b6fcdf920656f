// The first step of a booking: one doctor's free times.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import * as title from '../../ui/title.js'
import { titled } from '../shared/names.js'
import { slotPicker } from '../shared/slots.js'
import { doctorOf, nameOf } from './doctors.js'
import { bookingPath } from './find.js'
import { steps, summary } from './summary.js'

export function doctorPage({ id, go }) {
  const heading = h('h1', null, S.book.times), about = h('div')
  doctorOf(id).then(doctor => {
    if (!doctor || !heading.isConnected) return
    replace(heading, S.book.choose({ doctor: titled(nameOf(doctor)) }))
    replace(about, summary(doctor))
    title.name(heading.textContent)
  }, () => { /* the times are there without it */ })
  return [
    h('a', { href: '/', 'data-link': true, class: 'back', onclick: back }, '‹ ', S.book.back),
    steps(0),
    heading,
    h('div', { class: 'booker' }, about, slotPicker(id, slot => go(bookingPath(id, slot))))]
}

// To the list as it was, where one has come from there.
function back(event) {
  if (!/^\/(find)?(\?|$)/.test(history.state?.from)) return
  event.preventDefault()
  event.stopPropagation()
  history.back()
}
