// Times for people. An instant is always printed in one zone, and the zone is named: visits in the clinic's, with the viewer's
// beside it where that clock shows something else, all other moments in the viewer's.
import { h } from './dom.js'
import { S, locale, mark } from '../locales/words.js'

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone

const formats = new Map()
function format(timeZone, options, tag) {
  const key = JSON.stringify([timeZone, options, tag])
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag, { timeZone, calendar: 'gregory', ...options }))
  return formats.get(key)
}
const print = (instant, timeZone, options) => mark(format(timeZone, options, locale).format(new Date(instant)))
// For reckoning, not for people.
const plain = (instant, timeZone, options) => format(timeZone, options, 'sv-SE').format(new Date(instant))

const SHORT = { day: 'numeric', month: 'short', year: 'numeric' }
const LONG = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }

// "29 Nov 2026, 13:15 (Europe/Berlin)"
export const stamp = (instant, zone = viewerZone) =>
  S.time.zoned({ time: S.time.at({ day: print(instant, zone, SHORT), time: clock(instant, zone) }), zone })

export const clock = (instant, zone) => print(instant, zone, { timeStyle: 'short' })
export const dateIn = (instant, zone) => plain(instant, zone, {})
// An hour of the day, short, as it stands beside a grid.
export const hourName = hour => print(`2000-01-01T${String(hour).padStart(2, '0')}:00Z`, 'UTC', { hour: 'numeric' })
// "14:30" as people here write it.
export const slotClock = time => clock(`2000-01-01T${time === '24:00' ? '00:00' : time}Z`, 'UTC')

// {clinic: "Monday, 30 November 2026, 10:30–11:00 (Europe/Berlin)", viewer: "Your time: …" or null where both clocks agree}.
export function visitTimes({ startsAt, endsAt, timeZone }) {
  const line = zone => {
    const from = clock(startsAt, zone), time = endsAt ? S.time.span({ from, to: clock(endsAt, zone) }) : from
    return S.time.zoned({ time: S.time.at({ day: longDate(dateIn(startsAt, zone)), time }), zone })
  }
  return { clinic: line(timeZone), viewer: isElsewhere(startsAt, timeZone) ? S.time.yours({ time: line(viewerZone) }) : null }
}

// The same as elements. `kind`: the element around the time, s for one that goes.
export function visitLines(visit, kind = 'span') {
  const { clinic, viewer } = visitTimes(visit)
  return [h('p', { class: 'when' }, h(kind, null, clinic)), viewer && h('p', { class: 'hint' }, viewer)]
}

const wall = (instant, zone) => plain(instant, zone, { dateStyle: 'short', timeStyle: 'medium' })
export const minuteOfDay = (instant, zone) => { const [, hour, minute] = /(\d\d):(\d\d)/.exec(wall(instant, zone));
  return hour * 60 + +minute }
export const isElsewhere = (instant, zone) => wall(instant, zone) !== wall(instant, viewerZone)

// The viewer's clock at a slot of the clinic's, with the day where that is another.
export function viewerClock(instant, zone) {
  const day = dateIn(instant, viewerZone) === dateIn(instant, zone) ? '' : `${print(instant, viewerZone, { weekday: 'short' })} `
  return day + clock(instant, viewerZone)
}

// The instant at which the clock in `zone` shows `text` ("2026-12-24T00:00"), in ISO 8601. A time shown twice is the first, or with
// `last` the second; a time that the clocks skip is as much later as they skip.
export function instantAt(text, zone, last = false) {
  const shown = Date.parse(`${text}Z`), offset = instant => Date.parse(`${wall(instant, zone).replace(' ', 'T')}Z`) - instant
  const day = 86400000, offsets = [offset(shown - day), offset(shown + day)]
  const fits = offsets.map(each => shown - each).filter(instant => instant + offset(instant) === shown)
  return new Date(fits.length ? Math[last ? 'max' : 'min'](...fits) : shown - offsets[0]).toISOString()
}

// Calendar days as YYYY-MM-DD, counted and printed without zones.
export const month = date => print(`${date}T00:00Z`, 'UTC', { month: 'long', year: 'numeric' })
export const longDate = date => print(`${date}T00:00Z`, 'UTC', LONG)
export const shortDate = date => print(`${date}T00:00Z`, 'UTC', { day: 'numeric', month: 'short' })
export const dayOfMonth = date => print(`${date}T00:00Z`, 'UTC', { day: 'numeric' })
export const addDays = (date, count) => new Date(Date.parse(`${date}T00:00Z`) + count * 86400000).toISOString().slice(0, 10)
export const weekday = date => (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7
export const daysIn = first => new Date(Date.UTC(+first.slice(0, 4), +first.slice(5, 7), 0)).getUTCDate()
export function addMonths(date, count) {
  const first = new Date(Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1 + count, 1)).toISOString().slice(0, 10)
  return first.slice(0, 8) + String(Math.min(+date.slice(8), daysIn(first))).padStart(2, '0')
}
export const today = (zone = viewerZone) => dateIn(Date.now(), zone)

// The days of a week in the order they have here, as numbers from Monday, 0; and their names.
const week = new Intl.Locale(locale)
const first = ((week.weekInfo ?? week.getWeekInfo?.())?.firstDay ?? 1) - 1
export const weekOrder = [0, 1, 2, 3, 4, 5, 6].map(day => (day + first) % 7)
export const dayName = (day, width = 'long') => print(`2024-01-0${day + 1}T00:00Z`, 'UTC', { weekday: width })
// How many days the week has begun before that date.
export const sinceWeekBegan = date => (weekday(date) - first + 7) % 7

// "1 day 2 hours" of minutes.
export function duration(minutes) {
  const parts = [['days', Math.floor(minutes / 1440)], ['hours', Math.floor(minutes / 60) % 24], ['minutes', minutes % 60]]
  return parts.filter(([, n]) => n).map(([unit, n]) => S.time[unit]({ n })).join(' ') || S.time.none
}
// The largest unit of how long ago that was, at least a minute.
export function since(instant) {
  const minutes = Math.max(1, Math.floor((Date.now() - Date.parse(instant)) / 60000))
  return duration(minutes >= 1440 ? minutes - minutes % 1440 : minutes >= 60 ? minutes - minutes % 60 : minutes)
}
