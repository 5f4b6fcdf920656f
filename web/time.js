// Times for people: in the viewer's zone, with the clinic's beside it when they differ.
import { S } from './strings.js'

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const format = (options, timeZone) => instant => new Intl.DateTimeFormat(
  S.locale,
  { timeZone, ...options }).format(new Date(instant))

export const day = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
export const time = format({ hour: '2-digit', minute: '2-digit' })
export const moment = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
export const month = date => format({ month: 'long', year: 'numeric' }, 'UTC')(date)
export const longDate = date => format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, 'UTC')(`${date}T00:00Z`)

// The clinic's wall time, or null when the viewer's clock shows the same.
export function clinicTime(instant, zone) {
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
  const there = format(options, zone)(instant)
  return there === format(options)(instant) ? null : S.appt.clinicTime(there, zone)
}

// Calendar days as YYYY-MM-DD, counted without zones.
export const addDays = (date, count) => new Date(Date.parse(`${date}T00:00Z`) + count * 86400000).toISOString().slice(0, 10)
export const weekday = date => (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7
export const daysIn = first => new Date(Date.UTC(+first.slice(0, 4), +first.slice(5, 7), 0)).getUTCDate()
export function addMonths(date, count) {
  const first = new Date(Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1 + count, 1)).toISOString().slice(0, 10)
  return first.slice(0, 8) + String(Math.min(+date.slice(8), daysIn(first))).padStart(2, '0')
}
export const today = () => new Intl.DateTimeFormat('sv-SE').format(new Date())
