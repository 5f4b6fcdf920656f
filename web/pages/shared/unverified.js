// Above every page of an account whose address nobody has confirmed, where mail is sent; gone for this time when it is put away.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { on, state } from '../../data/store.js'
import { failed, toast } from '../../ui/toasts.js'

const VERIFICATION = '/api/auth/email-verification', AWAY = 'clinic.unverified'

// Fills `place`; answers what ends it.
export function unverified(place) {
  const isOver = () => !state.user || state.user.emailVerified || sessionStorage.getItem(AWAY)
  const end = on('user', () => isOver() && replace(place))
  if (!isOver()) {
    const put = ({ mail }) => { if (mail && !isOver()) replace(place, notice(place)) }
    api.get(VERIFICATION).then(put, () => { /* and again the next time */ })
  }
  return end
}

function notice(place) {
  const again = async () => { await api.post(VERIFICATION); toast(S.mail.again({ email: state.user.email }), 'good') }
  const away = () => { sessionStorage.setItem(AWAY, '1'); replace(place); document.getElementById('main')?.focus() }
  return h('div', { class: 'unverified', role: 'status' },
    h('p', null, S.mail.unverified({ email: bdi(state.user.email) })),
    h('button', { onclick: () => again().catch(failed) }, S.mail.sendAgain),
    h('button', { class: 'quiet', onclick: away }, S.mail.later))
}
