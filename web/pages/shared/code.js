// For whoever is on a new device while strangers guess at the account: a code by mail makes the device known, and the password is
// tried again.
import { S, language } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { field, form, input } from '../../ui/forms.js'

const ANONYMOUS = { anonymous: true }
const told = { code_refused: () => S.code.refused, mail_off: () => S.mail.refused.mail_off }
const post = (path, body) => api.post(path, body, ANONYMOUS).catch(error => {
  throw Object.assign(told[error.code] ? new Error(told[error.code]()) : error, { fields: error.fields ?? {} })
})

// known(): the device is; back(): to where they came from.
export function codeStep({ email, known, back }) {
  const root = h('div', { class: 'code-step' })
  const quiet = (label, onclick) => h('button', { type: 'button', class: 'quiet', onclick }, label)
  const show = (title, lead, body, ...more) => {
    replace(root, h('h1', { tabindex: -1 }, title), h('p', { role: 'status' }, lead), body, h('div', { class: 'actions' }, more))
    root.querySelector('h1').focus()
  }
  const ask = () => show(S.code.title, S.code.lead({ email: bdi(email) }), form(null, problem => [
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, S.code.send)],
  async () => { await post('/api/auth/device-code', { email, language }); enter() }), quiet(S.back, back))
  const enter = () => show(S.mail.sentTitle, S.code.sent({ email: bdi(email) }), form(null, problem => [
    field(S.code.code, input('code', { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 20, required: true }),
      S.code.hint),
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, S.factor.go)],
  async ({ code }) => { await post('/api/auth/device-code/confirm', { code }); known() }),
  quiet(S.code.again, ask), quiet(S.back, back))
  ask()
  return root
}
