// How staff come in: by an invitation's link, with a new account or the one they have; and the first admin, by the link of the
// clinic's first hour. A link does nothing by being opened.
import { S, language } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { isPossible, make } from '../../data/passkeys.js'
import { state } from '../../data/store.js'
import { FieldErrors, field, form, input, optional, passwordField } from '../../ui/forms.js'
import { section } from '../../ui/lists.js'
import { device } from './device.js'

const ANONYMOUS = { anonymous: true }, INVITATIONS = '/api/auth/invitations'

// In a sentence of ours.
const said = error => { throw Object.assign(S.staff.broken[error.code] ? new Error(S.staff.broken[error.code]) : error,
  { fields: error.code === 'email_taken' ? {} : error.fields ?? {}, code: error.code, status: error.status }) }
const post = (path, body, options) => api.post(path, body, options).catch(said)
const home = (label, href = '/') => h('p', { class: 'center' }, h('a', { href, 'data-link': true, class: 'button' }, label))
const names = (first, last) => h('div', { class: 'two' },
  field(S.sign.first, input('firstName', { autocomplete: 'given-name', required: true, value: first })),
  field(S.sign.last, input('lastName', { autocomplete: 'family-name', required: true, value: last })))

// The page of `/link`; `link`: [what it does, its token]; entered(user): signed in; left(): signed out by it.
export function mailPage({ link: [kind, token], entered, left }) {
  const card = h('div', { class: 'card' })
  if (kind === 'first') replace(card, firstRun(token, entered))
  else section(card, () => invited(token, entered, left))
  return h('main', { id: 'main', class: 'sign', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand), card)
}

export const titleOf = ([kind]) => kind === 'first' ? S.staff.firstTitle : S.staff.invited

const firstRun = (token, entered) => [h('h1', null, S.staff.firstTitle), h('p', null, S.staff.first), form(null, problem => [
  names(),
  field(S.sign.email, input('email', { type: 'email', autocomplete: 'username', required: true })),
  passwordField(S.sign.password, 'password', 'new-password', S.sign.hint),
  problem,
  h('button', { type: 'submit', class: 'primary wide' }, S.staff.firstDo)],
async values => entered((await post('/api/auth/first-run', { ...values, token, language }, ANONYMOUS)).user))]

async function invited(token, entered, left) {
  const found = await api.post(`${INVITATIONS}/show`, { token }, ANONYMOUS).catch(error => {
    if (!S.staff.broken[error.code]) throw error
    return { broken: S.staff.broken[error.code] }
  })
  if (found.broken) return [h('h1', null, S.staff.brokenTitle), h('p', { role: 'status' }, found.broken), home(S.mail.on)]
  const title = h('h1', null, S.staff.join[found.role]), email = () => bdi(found.email)
  if (!found.hasAccount) return [title, h('p', null, S.staff.lead({ email: email() })), newAccount(found, token, entered)]
  if (!state.user) {
    return [title, h('p', null, S.staff.hasAccount({ email: email() })), home(S.sign.in, '/sign-in?next=/link')]
  }
  if (state.user.email !== found.email) {
    return [title, h('p', null, S.staff.other({ own: bdi(state.user.email), email: email() })), home(S.mail.on)]
  }
  return [title, h('p', null, S.staff.consent({ email: email() })), form(null, problem => [
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, S.staff.consentDo)],
  async () => { await post(`${INVITATIONS}/consent`, { token }); left() })]
}

// With a password or, where the browser knows those, a passkey; what is typed stays when one changes over.
function newAccount(found, token, entered) {
  const root = h('div')
  const draw = (isByPasskey, { firstName, lastName, phone }) => {
    const sent = isByPasskey ? byPasskey : byPassword
    const element = form(null, problem => [
      input('username', { type: 'hidden', autocomplete: 'username', value: found.email }),
      names(firstName, lastName),
      field(optional(S.sign.phone), input('phone', { type: 'tel', autocomplete: 'tel', value: phone ?? '' })),
      isByPasskey ? h('p', { class: 'hint' }, S.staff.passkeyAbout)
        : passwordField(S.sign.password, 'password', 'new-password', S.sign.hint),
      problem,
      h('button', { type: 'submit', class: 'primary wide' }, isByPasskey ? S.staff.acceptPasskey : S.staff.accept)],
    async ({ username, ...values }) => entered(await sent({ ...values, token, language })))
    const other = isPossible() && h('button', { type: 'button', class: 'quiet wide', onclick: () => {
      draw(!isByPasskey, Object.fromEntries(new FormData(element)))
      root.querySelector(isByPasskey ? '[name=password]' : '[type=submit]').focus()
    } }, isByPasskey ? S.staff.byPassword : S.factor.instead.passkey)
    replace(root, element, other)
  }
  draw(false, found)
  return root
}

const byPassword = async values => (await post(`${INVITATIONS}/accept`, values, ANONYMOUS)).user

// The device makes the passkey last of all: what is wrong before that leaves none behind.
async function byPasskey({ token, ...values }) {
  const missing = ['firstName', 'lastName'].filter(name => !values[name].trim()).map(name => [name, S.invalid[name].empty])
  if (missing.length) throw new FieldErrors(Object.fromEntries(missing))
  const options = await post(`${INVITATIONS}/passkey/options`, { token }, ANONYMOUS)
  const made = await make(options).catch(() => { throw new Error(S.factor.givenUp) })
  const [{ showCodes }, { user, recoveryCodes }] = await Promise.all([import('./security.js'),
    post(`${INVITATIONS}/passkey`, { ...values, token, passkeyName: device(navigator.userAgent), ...made }, ANONYMOUS)])
  await showCodes(recoveryCodes)
  return user
}
