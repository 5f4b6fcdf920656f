// What mail does: a forgotten password, and links that set one, confirm an address, change it or take that back. A link does
// nothing by being opened: programs open links, too.
import { S, language } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { set, state } from '../../data/store.js'
import { dialog } from '../../ui/dialogs.js'
import { field, form, input, passwordField } from '../../ui/forms.js'
import { toast } from '../../ui/toasts.js'
import { proofForm } from './factor.js'

const ANONYMOUS = { anonymous: true }

// In a sentence of ours.
const said = error => { throw Object.assign(S.mail.refused[error.code] ? new Error(S.mail.refused[error.code]) : error,
  { fields: error.fields ?? {}, code: error.code, problem: error.problem }) }
const post = (path, body, options) => api.post(path, body, options).catch(said)
const home = label => h('p', { class: 'center' }, h('a', { href: '/', 'data-link': true, class: 'button' }, label))

// The page of `/forgotten` and of `/link`; `link`: [what it does, its token], where there is one; done(): on to the pages.
export function mailPage({ link, done }) {
  const card = h('div', { class: 'card' })
  const end = (title, lead, more = home(S.mail.on)) => {
    replace(card, h('h1', { tabindex: -1 }, title), h('p', { role: 'status' }, lead), more)
    card.querySelector('h1').focus()
  }
  const [kind, token] = link ?? []
  replace(card, ({ recover, verify, address, undo, stop }[kind] ?? (link ? broken : forgotten))({ token, end, done, card }))
  return h('main', { id: 'main', class: 'sign', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand), card)
}

export const titleOf = link => link ? S.mail[{ recover: 'recoverTitle', verify: 'verifyTitle', address: 'addressTitle',
  undo: 'undoTitle', stop: 'stopTitle' }[link[0]] ?? 'brokenTitle'] : S.mail.title

const broken = () => [h('h1', null, S.mail.brokenTitle), h('p', null, S.mail.refused.link_refused), home(S.mail.on)]

export const askForPassword = email => post('/api/auth/password-reset', { email, language }, ANONYMOUS)

const forgotten = ({ end }) => [h('h1', null, S.mail.title), h('p', null, S.mail.lead), form(null, problem => [
  field(S.sign.email, input('email', { type: 'email', autocomplete: 'username', required: true })),
  problem,
  h('button', { type: 'submit', class: 'primary wide' }, S.mail.send)],
async ({ email }) => {
  await askForPassword(email)
  end(S.mail.sentTitle, S.mail.sent)
})]

// A new password; the second factor too, where there is one.
const recover = ({ token, end, card }) => {
  const send = async (newPassword, proof) => {
    await post('/api/auth/password-reset/confirm', { token, newPassword, ...proof }, ANONYMOUS)
    end(S.mail.setTitle, S.mail.set, home(S.sign.in))
  }
  return [h('h1', null, S.mail.recoverTitle), h('p', null, S.mail.recover), form(null, problem => [
    passwordField(S.account.new, 'newPassword', 'new-password', S.sign.hint),
    problem,
    h('button', { type: 'submit', class: 'primary wide' }, S.mail.setDo)],
  ({ newPassword }) => send(newPassword).catch(error => {
    if (error.code !== 'second_factor_needed') throw error
    replace(card, h('h1', { tabindex: -1 }, S.factor.title), h('p', null, S.factor.lead),
      proofForm(error.problem.methods.split(' '), undefined, proof => send(newPassword, proof)))
  }))]
}

// One button that does what the link says.
const press = (title, lead, label, work) => [h('h1', null, title), h('p', null, lead), form(null, problem => [
  problem,
  h('button', { type: 'submit', class: 'primary wide' }, label)], work)]

const verify = ({ token, done }) => press(S.mail.verifyTitle, S.mail.verify({ email: bdi(state.user.email) }), S.mail.verifyDo,
  async () => {
    set({ user: await post('/api/auth/email-verification/confirm', { token }) })
    toast(S.mail.verified, 'good')
    done()
  })

const address = ({ token, done }) => press(S.mail.addressTitle, S.mail.address({ email: bdi(state.user.email) }), S.mail.addressDo,
  async () => {
    set({ user: await post('/api/auth/email/confirm', { token }) })
    toast(S.mail.addressed({ email: state.user.email }), 'good')
    done()
  })

const undo = ({ token, end }) => press(S.mail.undoTitle, S.mail.undo, S.mail.undoDo, async () => {
  await post('/api/auth/email/undo', { token }, ANONYMOUS)
  end(S.mail.undoneTitle, S.mail.undone)
})

const stop = ({ token, end }) => press(S.mail.stopTitle, S.mail.stop, S.mail.stopDo, async () => {
  await post('/api/auth/factor-reset/stop', { token }, ANONYMOUS)
  end(S.mail.stoppedTitle, S.mail.stopped)
})

// Another address for the account: it changes when the link in the mail to it is used.
export const changeAddress = () => dialog(S.mail.change, close => form(null, problem => [
  h('p', null, S.mail.changeLead),
  field(S.mail.new, input('email', { type: 'email', autocomplete: 'email', required: true })),
  problem,
  h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: () => close() }, S.back),
    h('button', { type: 'submit', class: 'primary' }, S.mail.send))],
async ({ email }) => {
  await post('/api/auth/email', { email })
  close(true)
  toast(S.mail.asked({ email }), 'good')
}))
