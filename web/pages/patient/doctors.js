// Doctors as they are looked for: by name, specialization and need; and when they have time.
import { api } from '../../data/api.js'
import { firstFree } from '../shared/slots.js'

// Doctors a page has, and the times of each.
const PAGE = 20
export const TIMES = 3

export const nameOf = doctor => doctor.name ?? `${doctor.firstName} ${doctor.lastName}`
// Those that have been shown, by id.
const known = new Map()

export async function find(query) {
  const page = await api.get('/api/auth/doctors', { limit: PAGE, ...query })
  for (const doctor of page.doctors) known.set(doctor.id, doctor)
  return { items: page.doctors, nextCursor: page.nextCursor, isNear: page.near }
}

// By the lists that name doctors: none gives one alone.
export async function doctorOf(id) {
  for (let cursor; !known.has(id);) {
    const page = await find({ limit: 100, cursor })
    cursor = page.nextCursor
    if (!cursor) break
  }
  return known.get(id)
}

// [{name, doctors}], the most common first.
export const specializations = async () => (await api.get('/api/auth/doctors/specializations')).specializations

const withSlots = (doctor, { timeZone, slots }) => ({ ...doctor, timeZone, slots })

// Doctors in the order of their first free time, of a specialization or all; after the last of them those who have none soon, by
// name. `met`: the ids of those that were named before.
const REST = 'rest '
async function soonest({ specialization, cursor }, met) {
  if (cursor?.startsWith(REST)) return rest({ specialization, cursor: cursor.slice(REST.length) }, met)
  const which = specialization ? { specialization } : { any: true }
  const page = await api.get('/api/appointments/availability', { ...which, first: TIMES, limit: PAGE, cursor })
  const items = page.doctors.map(({ doctorId, name, specialization, ...times }) =>
    withSlots({ id: doctorId, name, specialization }, times))
  for (const { id } of items) met.add(id)
  if (page.nextCursor) return { items, nextCursor: page.nextCursor }
  const more = await rest({ specialization }, met)
  return { ...more, items: [...items, ...more.items] }
}
async function rest(query, met) {
  const page = await find(query)
  return { items: page.items.filter(({ id }) => !met.has(id)).map(each => ({ ...each, slots: [] })),
    nextCursor: page.nextCursor && REST + page.nextCursor }
}

// Those that the words find, each page of them by their first free time; `isNear`: none is called that, these are like it.
async function found({ q, specialization, cursor }) {
  const page = await find({ q, specialization, cursor }), ids = page.items.map(({ id }) => id)
  if (!ids.length) return page
  const { doctors } = await api.get('/api/appointments/availability', { doctorId: ids.join(','), first: TIMES })
  const by = new Map(doctors.map(each => [each.doctorId, each]))
  const items = page.items.map(each => by.has(each.id) ? withSlots(each, by.get(each.id)) : each)
  const first = ({ slots }) => slots?.length ? Date.parse(slots[0].startsAt) : Infinity
  return { ...page, items: page.isNear ? items : items.sort((a, b) => first(a) - first(b) || 0) }
}

// A function from a cursor to a page of doctors with their next times, as far as they are known.
export function listing({ q, specialization }) {
  const met = new Set()
  return cursor => q ? found({ q, specialization, cursor }) : soonest({ specialization, cursor }, met)
}

// The days from a doctor's first free time on: {timeZone, days: [{date, slots}]}; null when there is none within a year.
export async function daysOf(doctor, count) {
  const first = doctor.slots?.[0] ?? await firstFree(doctor.id)
  return first && api.get('/api/appointments/availability', { doctorId: doctor.id, date: first.date, days: count })
}

// What was written for a booking and the key of its request, while somebody signs in or chooses another time; gone with the
// session.
const DRAFT = 'clinic.draft'
export const draftOf = id => {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}')
  return draft.id === id ? draft : { id, text: '' }
}
export const keepDraft = draft => sessionStorage.setItem(DRAFT, JSON.stringify(draft))
export const forgetDraft = () => sessionStorage.removeItem(DRAFT)
