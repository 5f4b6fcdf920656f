// Find a doctor: one search, the specializations there are, and of each doctor the next times that are free.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { field, input } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { addDays, dayName, isElsewhere, longDate, shortDate, slotClock, stamp, viewerZone, weekday } from '../../ui/time.js'
import { titled } from '../shared/names.js'
import { slotFace } from '../shared/slots.js'
import { TIMES, daysOf, listing, nameOf, specializations } from './doctors.js'

const WIDE = matchMedia('(min-width: 960px)'), CHIPS = 8
// What a card shows on a wide screen: days, and times of each.
const DAYS = 4, OF_A_DAY = 3

export const avatar = name => h('span', { class: 'avatar', 'aria-hidden': 'true' },
  name.split(' ').map(word => [...word][0]).join('').slice(0, 2))

export const bookingPath = (id, { date, time }) => `/book/${id}/${date}T${time}`

export function findPage({ query }) {
  const words = input('q', { type: 'search', value: query.get('q') ?? '', oninput: later })
  let special = query.get('specialization') ?? '', timer
  const list = h('div'), chips = h('div', { class: 'chips areas', role: 'group', 'aria-label': S.book.specialization })
  const reload = section(list, async () => {
    const q = words.value.trim(), isAll = !q && !special
    let first = null, isNear = false
    const next = listing({ q, specialization: special }), made = await paged(
      async cursor => {
        const page = await next(cursor)
        if (!cursor) { [first] = page.items; isNear = page.isNear }
        return page
      },
      doctorCard,
      isAll ? empty(S.book.noDoctors) : empty(S.book.empty, h('button', { onclick: clear }, S.book.clear)),
      { class: 'doctors' })
    // Nobody is called that: who is like it, or whoever is free first.
    if (!first && !isAll) [first] = (await listing({})()).items
    return [
      isNear && h('p', { class: 'hint', role: 'status' }, S.book.near),
      (!q || !made.length) && first?.slots?.length > 0 && firstOfAll(first),
      made]
  })
  drawChips()
  // The address has it, so that it is there again on the way back.
  function keep() {
    const kept = new URLSearchParams(Object.entries({ q: words.value, specialization: special }).filter(([, text]) => text))
    history.replaceState(history.state, '', location.pathname + (kept.size ? `?${kept}` : ''))
  }
  function later() { keep(); clearTimeout(timer); timer = setTimeout(reload, 200) }
  function clear() { words.value = special = ''; words.focus(); mark(); later() }
  function mark() { for (const each of chips.children) each.setAttribute('aria-pressed', String(each.dataset.name === special)) }
  async function drawChips() {
    const found = await specializations().catch(() => [])
    const chosen = special && (found.find(({ name }) => name === special) ?? { name: special })
    const shown = [...new Set([chosen, ...found].filter(Boolean))].slice(0, CHIPS)
    replace(chips, shown.map(({ name, doctors: count }) => h('button', { class: 'chip', 'data-name': name, 'aria-pressed': 'false',
      onclick: () => { special = special === name ? '' : name; mark(); keep(); reload() } },
    h('span', null, name), count && h('small', null, S.book.doctors({ n: count })))))
    mark()
  }
  return [
    h('h1', null, S.book.title),
    h('p', { class: 'lead' }, S.book.lead),
    h('div', { class: 'search', role: 'search' }, field(S.book.query, words)),
    chips,
    list]
}

// Whoever of them is free first.
const firstOfAll = doctor => h('section', { class: 'card first-free' },
  h('h2', null, S.book.firstFree), h('p', null, titled(nameOf(doctor)), ', ', stamp(doctor.slots[0].startsAt, doctor.timeZone)),
  h('a', { class: 'button primary', href: bookingPath(doctor.id, doctor.slots[0]), 'data-link': true }, S.book.take))

function doctorCard(doctor) {
  const name = nameOf(doctor), times = h('div', { class: 'free-times', 'aria-busy': 'true' }, h('i', { class: 'loading' }))
  const card = h('article', { class: 'card doctor', 'data-id': doctor.id },
    h('div', { class: 'doctor-who' }, avatar(name), h('div', null,
      h('h2', null, h('a', { href: `/book/${doctor.id}`, 'data-link': true }, titled(name))),
      h('p', { class: 'hint' }, doctor.specialization ?? S.none))),
    times)
  const link = h('a', { class: 'quiet button more-times', href: `/book/${doctor.id}`, 'data-link': true,
    'aria-label': S.about({ action: S.book.moreTimes, what: name }) }, S.book.moreTimes)
  const show = (...made) => { times.removeAttribute('aria-busy'); replace(times, made) }
  let days
  const draw = async () => {
    if (!WIDE.matches && doctor.slots?.length) return show(few(doctor, doctor.slots, doctor.timeZone), link)
    days ??= daysOf(doctor, DAYS)
    const found = await days.catch(() => undefined)
    if (!found) return show(h('p', { class: 'hint first' }, found === null ? S.book.nothing({ n: 12 }) : S.book.unknown),
      found !== null && link)
    show(WIDE.matches ? columns(doctor, found) : few(doctor, slotsOf(found), found.timeZone), link)
  }
  whenSeen(card, () => { WIDE.addEventListener('change', () => card.isConnected && draw()); draw() })
  return card
}

const slotsOf = ({ days }) => days.flatMap(({ date, slots }) => slots.map(slot => ({ date, ...slot }))).slice(0, TIMES)

function timeLink(doctor, zone, slot, face) {
  const action = S.time.at({ day: longDate(slot.date), time: slotClock(slot.time) })
  return h('a', { class: 'button slot', href: bookingPath(doctor.id, slot), 'data-link': true,
    'aria-label': S.about({ action, what: nameOf(doctor) }) }, face)
}

const firstHint = ({ startsAt }, zone) => h('p', { class: 'hint first' }, S.book.first({ time: stamp(startsAt, zone) }),
  isElsewhere(startsAt, zone) && ` ${S.time.small({ zone: viewerZone })}`)

function few(doctor, slots, timeZone) {
  return [
    firstHint(slots[0], timeZone),
    h('div', { class: 'slots' }, slots.map(slot => timeLink(doctor, timeZone, slot,
      [h('small', null, dayName(weekday(slot.date), 'short'), ' ', shortDate(slot.date)), slotFace(slot, timeZone)])))]
}

function columns(doctor, { days, timeZone }) {
  const first = days.find(({ slots }) => slots.length), by = new Map(days.map(each => [each.date, each.slots]))
  const shown = Array.from({ length: DAYS }, (_, index) => addDays(first.date, index))
  return [
    firstHint(first.slots[0], timeZone),
    h('div', { class: 'columns' }, shown.map(date => h('div', { role: 'group', 'aria-label': longDate(date) },
      h('h3', null, h('span', null, dayName(weekday(date), 'short')), ' ', shortDate(date)),
      (by.get(date) ?? []).slice(0, OF_A_DAY).map(slot => timeLink(doctor, timeZone, { date, ...slot }, slotFace(slot, timeZone))),
      !by.get(date)?.length && h('span', { class: 'hint' }, h('span', { 'aria-hidden': 'true' }, S.none),
        h('span', { class: 'hidden' }, S.book.none)))))]
}

// When a card comes into view, and not before.
function whenSeen(element, act) {
  const seen = new IntersectionObserver(entries => {
    if (!entries.some(each => each.isIntersecting)) return
    seen.disconnect()
    act()
  })
  seen.observe(element)
}
