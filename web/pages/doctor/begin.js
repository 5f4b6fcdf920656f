// What a doctor does first: say what they are for, set the hours, send round the address where patients book.
import { S } from '../../locales/words.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { checklist } from '../../ui/checklist.js'
import { failed, toast } from '../../ui/toasts.js'

const SHARED = 'clinic.shared.'

export const started = () => checklist(state.user.id, async () => {
  const { id, specialization } = state.user, { hours } = await api.get('/api/appointments/schedule')
  const share = async draw => {
    try { await navigator.clipboard.writeText(`${location.origin}/book/${id}`) } catch { return failed(new Error(S.error.generic)) }
    localStorage.setItem(SHARED + id, '1')
    toast(S.copied, 'good')
    draw()
  }
  return [
    { text: S.begin.specialization, isDone: Boolean(specialization), href: '/account' },
    { text: S.begin.hours, isDone: hours.length > 0, href: '/schedule' },
    { text: S.begin.share, isDone: Boolean(localStorage.getItem(SHARED + id)), act: share }]
})
