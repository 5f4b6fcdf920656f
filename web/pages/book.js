// Find a doctor, see the month, book: one click on a time, one to confirm.
import { S } from '../strings.js'
import { h, replace } from '../dom.js'
import { api } from '../api.js'
import { on } from '../store.js'
import { calendar } from '../calendar.js'
import { ask, empty, field, input, section, toast } from '../ui.js'
import { clinicTime, longDate, moment, time } from '../time.js'

export const doctorName = doctor => doctor.name ?? `${doctor.firstName} ${doctor.lastName}`

export function bookPage({ go }) {
  const name = input('q', { type: 'search', oninput: later }), special = input('specialization', { type: 'search', oninput: later })
  const list = h('div')
  let timer
  const reload = section(list, async () => {
    const { doctors } = await api.get('/api/auth/doctors', { q: name.value, specialization: special.value, limit: 100 })
    const cards = new Map(doctors.map(doctor => [doctor.id, doctorCard(doctor)]))
    if (special.value) firstTimes(cards, special.value)
    return doctors.length ? h('ul', { class: 'cards grid' },
      [...cards.values()].map(card => h('li', null, card))) : empty(S.book.empty)
  })
  function later() { clearTimeout(timer); timer = setTimeout(reload, 200) }
  return [
    h('h1', null, S.book.title),
    h('p', { class: 'lead' }, S.book.lead),
    h('div', { class: 'filters', role: 'search' }, field(S.book.query, name), field(S.book.specialization, special)),
    list]
}

function doctorCard(doctor) {
  const name = doctorName(doctor), initials = name.split(' ').map(word => word[0]).join('').slice(0, 2)
  return h('a', { class: 'card doctor', href: `/book/${doctor.id}?name=${encodeURIComponent(name)}`, 'data-link': true },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials),
    h('span', null, h('strong', null, name), h('small', null, doctor.specialization ?? S.none), h('small', { class: 'first' })))
}

// When each can be had first; the cards do without when that cannot be told.
async function firstTimes(cards, specialization) {
  const answer = await api.get('/api/appointments/availability', { specialization, limit: 100 }).catch(() => ({ doctors: [] }))
  for (const { doctorId, slot } of answer.doctors) {
    const place = cards.get(doctorId)?.querySelector('.first')
    if (place) place.textContent = S.book.first(moment(slot.startsAt))
  }
}

export function doctorPage({ id, query, go }) {
  const name = query.get('name') ?? ''
  const pick = slot => ask(S.book.confirm, {
    lead: `${longDate(slot.date)}, ${slot.time} ${S.book.by(name)}`, label: `${S.book.reason} ${S.optional}`, confirm: S.book.book,
    work: async reason => {
      await api.post(
        '/api/appointments',
        { doctorId: id, appointmentDate: slot.date, appointmentTime: slot.time, reason },
        { key: slot.key ??= crypto.randomUUID() })
    },
  }).then(done => { if (done) { toast(S.book.booked, 'good'); go('/appointments') } })
  return [
    h('a', { href: '/', 'data-link': true, class: 'back' }, '‹ ', S.book.back),
    h('h1', null, name || S.book.times),
    slotPicker(id, pick)]
}

// The month and the times of the chosen day. What others take vanishes: the page asks again when something happens, when it is
// looked at again, and every 15 seconds.
export function slotPicker(doctorId, pick) {
  const root = h('div')
  section(root, async () => {
    const days = new Map(), times = h('div', { class: 'times', 'aria-live': 'polite' })
    let chosen = null
    const fetchDays = async (date, count) => {
      const answer = await api.get('/api/appointments/availability', { doctorId, date, days: count })
      for (const each of answer.days) days.set(each.date, each.slots)
      zone = answer.timeZone
      return new Map(answer.days.map(each => [each.date, each.slots.length]))
    }
    let zone
    const button = (date, slot) => h('button', { class: 'slot', 'data-time': slot.time, title: clinicTime(slot.startsAt, zone),
      onclick: async () => { await pick({ date, ...slot }); again() } }, time(slot.startsAt))
    // A time that stays keeps its button: nobody's click or focus is lost because others book meanwhile.
    let buttons = new Map()
    const show = date => {
      chosen = date
      const slots = days.get(date) ?? [], key = slot => slot.startsAt
      if (slots.length && slots.length === buttons.size && slots.every(slot => buttons.has(key(slot)))) return
      const focused = times.contains(document.activeElement) && document.activeElement
      buttons = new Map(slots.map(slot => [key(slot), buttons.get(key(slot)) ?? button(date, slot)]))
      const elsewhere = slots.length > 0 && clinicTime(slots[0].startsAt, zone)
      replace(times, h('h2', null, longDate(date)),
        slots.length ? h('div', { class: 'slots' }, ...buttons.values()) : h('p', { class: 'hint' }, S.book.none),
        elsewhere && h('p', { class: 'hint' }, elsewhere))
      if (focused) focused.focus()
    }
    const month = calendar({ free: fetchDays, chosen: show })
    await month.load()
    const firstFree = () => [...days.keys()].sort().find(date => days.get(date).length)
    if (!firstFree()) await month.next()
    const first = firstFree()
    if (first) { month.pick(first); show(first) } else replace(times, h('p', { class: 'hint' }, S.book.noMonth))
    const again = async () => {
      if (!root.isConnected) return clean()
      if (document.hidden) return
      try { await month.load(); if (chosen) show(chosen) } catch { /* the next turn asks again */ }
    }
    const ends = [on('arrived', again), on('connection', value => value === 'live' && again())], timer = setInterval(again, 15000)
    const clean = () => { clearInterval(timer); ends.forEach(end => end()) }
    return h('div', { class: 'picker' }, h('div', { class: 'card' }, month.root), h('div', { class: 'card' }, times))
  })
  return root
}
