// Second factors where they are shown: the second step of a sign-in, a passkey alone, and showing again who one is.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { isPossible, show } from '../../data/passkeys.js'
import { dialog } from '../../ui/dialogs.js'
import { field, form, input, passwordField } from '../../ui/forms.js'

const ANONYMOUS = { anonymous: true }

// What the browser says when somebody closes its window is no failure of ours.
class Given extends Error {
  constructor() { super(S.factor.givenUp); this.fields = {} }
}

async function passkey(token) {
  const options = await api.post('/api/auth/login/passkey/options', token ? { mfaToken: token } : {}, ANONYMOUS)
  return show(options).catch(() => { throw new Given() })
}

// Signs in with nothing but a passkey.
export async function signInByPasskey() {
  return (await api.post('/api/auth/login/passkey', { assertion: await passkey() }, ANONYMOUS)).user
}

const code = () => input('totp', { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 10, required: true })
const recovery = () => input('recoveryCode', { autocomplete: 'off', maxlength: 40, required: true, spellcheck: 'false' })

// A form for one of `methods`; `send(proof)` does the work. The others can be changed to.
export function proofForm(methods, token, send, first = []) {
  const root = h('div'), able = methods.filter(each => each !== 'passkey' || isPossible())
  const draw = method => {
    const others = able.filter(each => each !== method).map(each =>
      h('button', { type: 'button', class: 'quiet', onclick: () => draw(each) }, S.factor.instead[each]))
    const isPasskey = method === 'passkey'
    replace(root, form(null, problem => [
      !isPasskey && first,
      isPasskey ? h('p', null, S.factor.passkeyLead)
        : field(S.factor[method], method === 'totp' ? code() : recovery(), S.factor.hint[method]),
      problem,
      h('button', { type: 'submit', class: 'primary wide' }, isPasskey ? S.factor.usePasskey : S.factor.go)],
    async values => send(isPasskey ? { assertion: await passkey(token) } : values)), others)
    root.querySelector('input:not([type=hidden]), [type=submit]')?.focus()
  }
  draw(able[0] ?? methods[0])
  return root
}

// After a first step that was answered with mfaRequired; done(user).
export function secondStep({ mfaToken, methods }, done) {
  return h('div', { class: 'second-step' },
    h('h1', { tabindex: -1 }, S.factor.title),
    h('p', null, S.factor.lead),
    proofForm(methods, mfaToken, async proof =>
      done((await api.post('/api/auth/login/second-factor', { mfaToken, ...proof }, ANONYMOUS)).user)))
}

// Over the page, before something that takes a recent sign-in; resolves to whether it was shown.
export async function showAgain({ email, secondFactor }) {
  const factors = secondFactor ? await api.get('/api/auth/factors') : null
  const methods = factors ? [
    factors.passkeys.length && 'passkey', factors.totpSince && 'totp', factors.recoveryCodes && 'recoveryCode'].filter(Boolean) : []
  const shown = await dialog(S.factor.againTitle, close => {
    const send = async proof => { await api.post('/api/auth/reauthenticate', proof); close(true) }
    const password = () => [input('username', { type: 'hidden', autocomplete: 'username', value: email }),
      passwordField(S.sign.password, 'password', 'current-password')]
    const strip = ({ username, ...proof }) => proof
    return h('div', null, h('p', null, S.factor.againLead),
      methods.length ? proofForm(methods, undefined, values => send(strip(values)), password()) : form(null, problem => [
        password(),
        problem,
        h('button', { type: 'submit', class: 'primary wide' }, S.factor.go)], values => send(strip(values))),
      h('button', { type: 'button', class: 'quiet', onclick: () => close(false) }, S.back))
  })
  return Boolean(shown)
}
