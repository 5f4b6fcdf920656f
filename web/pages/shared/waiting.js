// What a doctor sees whom no admin has approved yet, or whom one has refused; it goes on by itself.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api, refresh } from '../../data/api.js'
import { set } from '../../data/store.js'
import { unverified } from './unverified.js'

const PAUSE = 15000

// approved(user): the account can be used from now on.
export function waitingPage({ user, signOut, approved }) {
  const card = h('div', { class: 'card', role: 'status' }), notice = h('div')
  const page = h('main', { id: 'main', class: 'sign', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand), card, notice,
    h('p', { class: 'center' }, h('button', { class: 'quiet-danger', onclick: () => signOut() }, S.sign.out)))
  const draw = ({ approval, approvalReason }) => replace(card, approval === 'REFUSED'
    ? [h('h1', null, S.staff.refusedTitle), h('p', null, S.staff.refusedWhy), h('blockquote', { dir: 'auto' }, approvalReason),
      h('p', null, S.staff.refusedLead)]
    : [h('h1', null, S.staff.waitTitle), h('p', null, S.staff.wait)])
  let last = user
  async function look() {
    if (!page.isConnected) { clearInterval(timer); removeEventListener('focus', look); return }
    const now = await api.get('/api/auth/profile').catch(() => null)
    if (!now || !page.isConnected) return
    if (!now.approval) {
      clearInterval(timer)
      // The token says so, too.
      await refresh()
      return approved(now)
    }
    if (now.approval !== last.approval) draw(now)
    last = now
    set({ user: now })
  }
  const timer = setInterval(look, PAUSE)
  addEventListener('focus', look)
  draw(user)
  queueMicrotask(() => unverified(notice))
  return page
}
