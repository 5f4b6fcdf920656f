// Sign in and register, and signing in again above a page.
import { LANGUAGES, S, addWords, choose, language } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { dialog } from '../../ui/dialogs.js'
import { field, form, input, optional, passwordField, select } from '../../ui/forms.js'
import { failed } from '../../ui/toasts.js'

const register = async body => (await api.post('/api/auth/register', body, { anonymous: true })).user

// Loaded when somebody has more than a password.
const factors = () => Promise.all([import('./factor.js'), addWords('inside')]).then(([module]) => module)

// In place of the form, whose words stay: then the password is tried again.
async function byCode({ email }, card, tryAgain) {
  const [{ codeStep }] = await Promise.all([import('./code.js'), addWords('inside')]), form = [...card.childNodes]
  const back = () => replace(card, form)
  replace(card, codeStep({ email, back, known: () => { back(); tryAgain() } }))
}

// Resolves to who has signed in; `place` shows the second step where there is one.
async function logIn(body, place) {
  const answer = await api.post('/api/auth/login', body, { anonymous: true })
  if (!answer.mfaRequired) return answer.user
  const { secondStep } = await factors()
  return new Promise(done => { replace(place(), secondStep(answer, done)) })
}

// Back from a provider; done(user).
export function secondStepPage(first, done) {
  const place = h('div', { class: 'card' })
  factors().then(({ secondStep }) => replace(place, secondStep(first, done)))
  return h('main', { id: 'main', class: 'sign', tabindex: -1 }, place)
}

// signedIn(user); `next`: the address that the other way in keeps; leaving(): to the provider; isPublic(): whether free times can
// be looked at first.
export function signPage({ isRegistering, next, signedIn, leaving, isPublic }) {
  const ways = h('div')
  api.get('/api/auth/providers', null, { anonymous: true }).then(({ providers, staffRegistration }) => {
    replace(ways, providers.map(({ name, path }) =>
      h('a', { class: 'button wide', href: path, onclick: leaving }, S.sign.with({ name }))))
    // Then everybody who registers is a patient.
    if (isRegistering && staffRegistration === 'invited') role.parentElement.hidden = true
  }, () => { /* a password does it, too */ })
  const look = h('p', { class: 'center' })
  isPublic().then(is => is && replace(look, h('a', { href: '/find', 'data-link': true }, S.sign.look)))
  const role = select('role',
    { PATIENT: S.sign.PATIENT, DOCTOR: S.sign.DOCTOR },
    'PATIENT',
    { onchange: () => { special.hidden = role.value !== 'DOCTOR' } })
  const special = field(S.sign.specialization, input('specialization', { maxlength: 255 }))
  special.hidden = true
  const fields = problem => [
    isRegistering && [
      field(S.sign.role, role),
      h('div', { class: 'two' },
        field(S.sign.first, input('firstName', { autocomplete: 'given-name', required: true })),
        field(S.sign.last, input('lastName', { autocomplete: 'family-name', required: true }))),
      special],
    field(S.sign.email, input('email', { type: 'email', autocomplete: 'username', required: true })),
    isRegistering && field(optional(S.sign.phone), input('phone', { type: 'tel', autocomplete: 'tel' })),
    passwordField(S.sign.password, 'password', isRegistering ? 'new-password' : 'current-password', isRegistering && S.sign.hint),
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, isRegistering ? S.sign.up : S.sign.in),
    ]
  const submit = async values => {
    const isAsked = ([name, value]) => value !== '' && (name !== 'specialization' || values.role === 'DOCTOR')
    const body = Object.fromEntries(Object.entries(values).filter(isAsked))
    signedIn(isRegistering ? await register({ ...body, language }) : await logIn(body, () => card))
  }
  const byPasskey = async () => { const { signInByPasskey } = await factors(); signedIn(await signInByPasskey()) }
  const reason = new URLSearchParams(location.search).get('signInError')
  const kept = next === '/' ? '' : `?next=${encodeURIComponent(next)}`
  const mailed = (error, values) => !isRegistering && error.status === 429 && h('button', { type: 'button',
    onclick: () => byCode(values, card, () => entry.requestSubmit()).catch(failed) }, S.sign.byCode)
  const entry = form(null, fields, submit, mailed)
  const card = h('div', { class: 'card' },
    h('h1', null, isRegistering ? S.sign.up : S.sign.in),
    reason && h('p', { class: 'error', role: 'alert' }, S.sign.failed[reason] ?? S.sign.failed.other),
    entry,
    !isRegistering && h('p', { class: 'hint' }, h('a', { href: '/forgotten', 'data-link': true }, S.sign.forgotten)),
    !isRegistering && window.PublicKeyCredential && h('button',
      { type: 'button', class: 'wide by-passkey', onclick: () => byPasskey().catch(failed) }, S.sign.byPasskey),
    ways)
  return h('main', { id: 'main', class: 'sign', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand),
    h('p', { class: 'lead' }, S.tagline),
    card,
    h('p', { class: 'center' },
      isRegistering ? S.sign.have : S.sign.new,
      ' ',
      h('a', { href: `${isRegistering ? '/sign-in' : '/register'}${kept}`, 'data-link': true },
        isRegistering ? S.sign.in : S.sign.up)),
    look,
    languagePicker())
}

// keep(tag) comes first, where there is an account to keep it in.
export function languagePicker(keep) {
  const pick = async () => {
    try { await keep?.(picker.value) } catch (error) { picker.value = language; return failed(error) }
    choose(picker.value)
  }
  const picker = select('language', LANGUAGES, language, { onchange: pick })
  for (const each of picker.options) each.lang = each.value
  return h('div', { class: 'language' }, field(S.language, picker))
}

// {done, close}: `done` resolves to who has signed in, undefined when that was given up.
export function signInAgain({ email }) {
  let close
  const done = dialog(S.sign.overTitle, end => {
    close = end
    const password = form(null, problem => [
      h('p', null, S.sign.overLead({ email })),
      input('email', { type: 'hidden', autocomplete: 'username', value: email }),
      passwordField(S.sign.password, 'password', 'current-password'),
      problem,
      h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: () => end() }, S.sign.out),
        h('button', { type: 'submit', class: 'primary' }, S.sign.in))],
    async values => end(await logIn(values, () => box)))
    const box = h('div', null, password)
    return box
  }, { isSure: true })
  return { done, close: () => close() }
}
