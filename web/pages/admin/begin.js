// What an admin does first.
import { S } from '../../locales/words.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { checklist } from '../../ui/checklist.js'

const SEEN = 'clinic.seen.synonyms'
export const seenSynonyms = () => localStorage.setItem(SEEN, '1')

export const started = () => checklist(state.user.id, async () => {
  const [{ doctors }, { users: desks }, { users: admins }, { appointments }] = await Promise.all([
    api.get('/api/auth/doctors', { limit: 1 }), api.get('/api/auth/users', { role: 'DESK', limit: 1 }),
    api.get('/api/auth/users', { role: 'ADMIN', limit: 2 }),
    api.get('/api/appointments', { limit: 1 })])
  return [
    { text: S.begin.doctors, isDone: doctors.length > 0, href: '/staff' },
    { text: S.begin.desk, isDone: desks.length > 0, href: '/staff' },
    { text: S.begin.synonyms, isDone: Boolean(localStorage.getItem(SEEN)), href: '/synonyms' },
    { text: S.begin.admins, isDone: admins.length > 1, href: '/staff' },
    { text: S.begin.visit, isDone: appointments.length > 0, href: '/all' }]
})
