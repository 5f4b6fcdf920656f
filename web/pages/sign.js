// Sign in and register.
import { S } from '../strings.js'
import { h } from '../dom.js'
import { api } from '../api.js'
import { field, form, input, select } from '../ui.js'

export function signPage(registering, signedIn) {
  const role = select('role',
    { PATIENT: S.sign.PATIENT, DOCTOR: S.sign.DOCTOR },
    'PATIENT',
    { onchange: () => { special.hidden = role.value !== 'DOCTOR' } })
  const special = field(S.sign.specialization, input('specialization', { maxlength: 255 }))
  special.hidden = true
  const fields = problem => [
    registering && [
      field(S.sign.role, role),
      h('div', { class: 'two' },
        field(S.sign.first, input('firstName', { autocomplete: 'given-name', required: true })),
        field(S.sign.last, input('lastName', { autocomplete: 'family-name', required: true }))),
      special],
    field(S.sign.email, input('email', { type: 'email', autocomplete: 'username', required: true })),
    registering && field(`${S.sign.phone} ${S.optional}`, input('phone', { type: 'tel', autocomplete: 'tel' })),
    field(S.sign.password,
      input('password', { type: 'password', autocomplete: registering ? 'new-password' : 'current-password', required: true }),
      registering && S.sign.hint),
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, registering ? S.sign.up : S.sign.in),
    ]
  const submit = async values => {
    const isAsked = ([name, value]) => value !== '' && (name !== 'specialization' || values.role === 'DOCTOR')
    const body = Object.fromEntries(Object.entries(values).filter(isAsked))
    signedIn((await api.post(`/api/auth/${registering ? 'register' : 'login'}`, body, { anonymous: true })).user)
  }
  const reason = new URLSearchParams(location.search).get('signInError')
  return h('main', { id: 'main', class: 'sign', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand),
    h('p', { class: 'lead' }, S.tagline),
    h('div', { class: 'card' },
      h('h1', null, registering ? S.sign.up : S.sign.in),
      reason && h('p', { class: 'error', role: 'alert' }, S.sign.failed[reason] ?? S.sign.failed.other),
      form(null, fields, submit),
      h('a', { class: 'button wide', href: '/api/auth/google' }, S.sign.google)),
    h('p', { class: 'center' },
      registering ? S.sign.have : S.sign.new,
      ' ',
      h('a', { href: registering ? '/' : '/register', 'data-link': true }, registering ? S.sign.in : S.sign.up)))
}
