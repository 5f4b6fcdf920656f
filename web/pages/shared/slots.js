// The month and the times of the chosen day, or the days of a week side by side. What others take vanishes: the page asks again
// when something happens, when it is looked at again, and every 15 seconds.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { on } from '../../data/store.js'
import { calendar } from '../../ui/calendar.js'
import { icon } from '../../ui/icons.js'
import { section } from '../../ui/lists.js'
import { addDays, dayName, isElsewhere, longDate, shortDate, slotClock, stamp, today, viewerClock, viewerZone,
  weekday } from '../../ui/time.js'
import { failed } from '../../ui/toasts.js'

// How far ahead a free time is looked for, in questions of 62 days.
const WINDOW = 62, WINDOWS = 6, AGAIN = 15000
// Days side by side.
const small = matchMedia('(max-width: 700px)'), span = () => small.matches ? 3 : 7
// The parts of a day, and where each ends.
const PARTS = { morning: '12:00', afternoon: '17:00', evening: '25:00' }

// The first free slot on `date` or later: {date, time, startsAt, …} with its zone; null when there is none within a year.
export async function firstFree(doctorId, date, windows = WINDOWS) {
  for (let turn = 0; turn < windows; turn++) {
    const { days, timeZone } = await api.get('/api/appointments/availability',
      { doctorId, date: date && addDays(date, turn * WINDOW), days: WINDOW })
    const day = days.find(({ slots }) => slots.length)
    if (day) return { date: day.date, ...day.slots[0], timeZone }
    date ??= days[0]?.date
  }
  return null
}

// The clinic's clock, and below it the viewer's where it shows something else.
export const slotFace = (slot, zone) => [slotClock(slot.time),
  isElsewhere(slot.startsAt, zone) && h('small', null, viewerClock(slot.startsAt, zone))]

const zoneHint = (slots, zone) => h('p', { class: 'hint' }, S.time.slots({ zone }),
  slots.some(slot => isElsewhere(slot.startsAt, zone)) && ` ${S.time.small({ zone: viewerZone })}`)

// [[part of the day, its slots]], without those that have none.
function parted(slots) {
  const names = Object.keys(PARTS), partOf = ({ time }) => names.find(name => time < PARTS[name])
  return names.map(name => [name, slots.filter(slot => partOf(slot) === name)]).filter(([, own]) => own.length)
}

// pick(slot, zone) hears what was chosen.
export function slotPicker(doctorId, pick) {
  const root = h('div')
  section(root, async () => {
    const days = new Map(), times = h('div', { class: 'times', 'aria-live': 'polite' })
    let chosen = null, asked = 0, zone, mode = 'month', turned = 0, offered = null
    const fetchDays = async (date, count) => {
      const mine = ++asked
      const answer = await api.get('/api/appointments/availability', { doctorId, date, days: count })
      // An answer to an older question says nothing new.
      if (mine === asked) {
        for (const each of answer.days) days.set(each.date, each.slots)
        zone = answer.timeZone
        if (mode === 'month' && !chosen && !answer.days.some(({ slots }) => slots.length)) offerNext(date, count)
      }
      return new Map(answer.days.map(each => [each.date, each.slots.length]))
    }
    const button = (date, slot) => h('button', { class: 'slot', 'data-time': slot.time,
      'aria-label': mode === 'week' ? S.time.at({ day: longDate(date), time: slotClock(slot.time) }) : null,
      onclick: async () => { await pick({ date, ...slot }, zone); again() } }, slotFace(slot, zone))
    // A time that stays keeps its button: nobody's click or focus is lost because others book meanwhile.
    let buttons = new Map()
    const key = slot => `${mode} ${slot.startsAt} ${slot.time}`
    // The buttons of these [date, slot]; true when they are those that are there already.
    function renew(found) {
      const isSame = found.length === buttons.size && found.every(([, slot]) => buttons.has(key(slot)))
      if (!isSame) buttons = new Map(found.map(([date, slot]) => [key(slot), buttons.get(key(slot)) ?? button(date, slot)]))
      return isSame
    }
    const show = date => {
      chosen = date
      offered = null
      if (!date) { buttons = new Map(); return replace(times, h('p', { class: 'hint' }, S.book.pick)) }
      const slots = days.get(date) ?? []
      if (renew(slots.map(slot => [date, slot])) && slots.length) return
      const focused = times.contains(document.activeElement) && document.activeElement
      const heading = h('h2', { tabindex: -1 }, longDate(date))
      replace(times, heading, zoneHint(slots, zone),
        slots.length ? parted(slots).map(([name, own]) => h('section', null, h('h3', null, S.book.part[name]),
          h('div', { class: 'slots' }, own.map(slot => buttons.get(key(slot)))))) : h('p', { class: 'hint' }, S.book.none))
      if (focused) (focused.isConnected ? focused : heading).focus()
    }
    const month = calendar({ free: fetchDays, chosen: show, now: () => today(zone) })
    const open = async date => { await month.open(date); show(date) }
    // Where a month or a week has nothing: the next time that is free, and the way there.
    async function offerNext(date, count) {
      if (offered === `${mode} ${date}`) return
      offered = `${mode} ${date}`
      const first = await firstFree(doctorId, addDays(date, count)).catch(() => null)
      if (offered !== `${mode} ${date}` || mode === 'month' && chosen) return
      const leap = mode === 'month' ? open : turnTo
      replace(mode === 'month' ? times : board, first ? [h('p', { class: 'hint' }, S.book[mode === 'month' ? 'noMonth' : 'noWeek']),
        h('button', { class: 'primary', onclick: () => leap(first.date) },
          S.book.nextFree({ time: stamp(first.startsAt, zone) }), icon('right'))]
        : h('p', { class: 'hint' }, S.book.nothing({ n: 12 })))
    }

    // The week: from its first day on, a column for each.
    const board = h('div', { class: 'board', 'aria-live': 'polite' }), weekTitle = h('h2', { 'aria-live': 'polite' })
    let firstDay = null
    const turn = (by, name, label) => h('button', { class: 'icon', 'aria-label': label,
      onclick: () => turnTo(addDays(firstDay, by * span())) }, icon(name))
    const earlier = turn(-1, 'left', S.book.weekBefore), later = turn(1, 'right', S.book.weekAfter)
    const week = h('div', { class: 'card', hidden: true }, h('div', { class: 'month-bar' }, earlier, weekTitle, later), board)
    async function turnTo(date) {
      const now = today(zone)
      if (date < now) date = now
      const mine = ++turned
      firstDay = date
      weekTitle.textContent = S.range({ from: shortDate(date), to: shortDate(addDays(date, span() - 1)) })
      earlier.setAttribute('aria-disabled', String(date <= now))
      await fetchDays(date, span())
      if (mine === turned) drawWeek()
    }
    function drawWeek() {
      const shown = Array.from({ length: span() }, (_, index) => addDays(firstDay, index))
      const found = shown.flatMap(date => (days.get(date) ?? []).map(slot => [date, slot]))
      if (!found.length) {
        buttons = new Map()
        if (offered !== `week ${firstDay}`) replace(board, h('p', { class: 'hint' }, S.book.noWeek))
        return offerNext(firstDay, span())
      }
      offered = null
      if (renew(found)) return
      const focused = board.contains(document.activeElement) && document.activeElement
      replace(board, zoneHint(found.map(([, slot]) => slot), zone), h('div', { class: 'columns' }, shown.map(date => h('div',
        { role: 'group', 'aria-label': longDate(date) },
        h('h3', null, h('span', null, dayName(weekday(date), 'short')), ' ', shortDate(date)),
        (days.get(date) ?? []).map(slot => buttons.get(key(slot))),
        !days.get(date)?.length && h('span', { class: 'hint' }, h('span', { 'aria-hidden': 'true' }, S.none),
          h('span', { class: 'hidden' }, S.book.none))))))
      if (focused && !focused.isConnected) board.querySelector('button')?.focus()
    }
    const views = { month: h('div', { class: 'picker' }, h('div', { class: 'card' }, month.root),
      h('div', { class: 'card' }, times)), week }
    const switches = Object.keys(views).map(name => h('button', { 'aria-pressed': String(name === mode), onclick: async () => {
      mode = name
      buttons = new Map()
      for (const [other, view] of Object.entries(views)) view.hidden = other !== name
      for (const [index, each] of switches.entries()) each.setAttribute('aria-pressed', String(Object.keys(views)[index] === name))
      try { await (name === 'week' ? turnTo(chosen ?? today(zone)) : chosen ? open(chosen) : month.load()) } catch (error) {
        failed(error) }
    } }, S.book[name]))

    await month.load()
    const known = [...days.keys()].sort().find(date => days.get(date).length)
    if (known) await open(known)
    else {
      const first = await firstFree(doctorId)
      if (first && first.date < addDays(today(zone), WINDOW)) await open(first.date)
    }
    const again = async () => {
      if (!root.isConnected) return clean()
      if (document.hidden) return
      try {
        if (mode === 'week') { await fetchDays(firstDay, span()); drawWeek() }
        else { await month.load(); if (chosen) show(chosen) }
      } catch { /* the next turn asks again */ }
    }
    const ends = [on('news', again), on('connection', value => value === 'live' && again())], timer = setInterval(again, AGAIN)
    const clean = () => { clearInterval(timer); ends.forEach(end => end()) }
    return h('div', null, h('div', { class: 'actions switch', role: 'group', 'aria-label': S.book.view }, switches),
      Object.values(views))
  })
  return root
}
