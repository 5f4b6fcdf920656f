// One's own second factors: an authenticator app, passkeys, recovery codes.
import { S } from '../../locales/words.js'
import { bdi, h, replace, svg } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { isPossible, make } from '../../data/passkeys.js'
import { emit, set, state } from '../../data/store.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { field, form, input } from '../../ui/forms.js'
import { section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { device } from './device.js'

const FACTORS = '/api/auth/factors'

// done(): a factor has been added; for who has to have one.
export function security(done = () => {}) {
  const root = h('div', { class: 'factors' })
  const changed = async answer => {
    set({ user: answer.user })
    emit('renewed')
    if (answer.recoveryCodes.length) await showCodes(answer.recoveryCodes)
    reload()
    if (answer.user.secondFactor) done()
  }
  const remove = (title, path) => ask(title, { lead: [h('p', null, S.factor.removeLead)], confirm: S.factor.remove, danger: true,
    work: async () => changed(await api.delete(path)) })
  const reload = section(root, async () => {
    const factors = await api.get(FACTORS)
    return [
      h('p', { class: 'hint' }, factors.required ? S.factor.required : S.factor.about),
      h('ul', { class: 'rows' },
        factors.totpSince && h('li', null,
          h('span', null, h('strong', null, S.factor.app), h('small', null, S.factor.since({ time: stamp(factors.totpSince) }))),
          h('button', { class: 'quiet-danger', 'aria-label': S.factor.removeApp,
            onclick: () => remove(S.factor.removeApp, `${FACTORS}/totp`) }, S.factor.remove)),
        factors.passkeys.map(each => h('li', null,
          h('span', null, h('strong', null, bdi(each.name)), h('small', null,
            [each.synced && S.factor.synced,
              each.lastUsedAt ? S.factor.used({ time: stamp(each.lastUsedAt) }) : S.factor.since({ time: stamp(each.createdAt) })]
              .filter(Boolean).join(' · '))),
          h('button', { class: 'quiet-danger', 'aria-label': S.factor.removePasskey({ name: each.name }),
            onclick: () => remove(S.factor.removePasskey({ name: each.name }), `${FACTORS}/passkeys/${each.id}`) },
          S.factor.remove)))),
      state.user.secondFactor && h('p', null, S.factor.left({ n: factors.recoveryCodes }), ' ',
        h('button', { class: 'quiet new-codes', onclick: () => newCodes().then(reload) }, S.factor.newCodes)),
      h('div', { class: 'actions' },
        isPossible() && h('button', { class: 'add-passkey', onclick: () => addPasskey().then(changed).catch(failed) },
          S.factor.addPasskey),
        !factors.totpSince && h('button', { class: 'add-app', onclick: () => addApp(changed).catch(failed) }, S.factor.addApp))]
  })
  return root
}

async function addPasskey() {
  const options = await api.post(`${FACTORS}/passkeys/options`)
  const made = await make(options).catch(() => { throw new Error(S.factor.givenUp) })
  return api.post(`${FACTORS}/passkeys`, { name: device(navigator.userAgent), ...made })
}

// The secret as a picture and in letters, then one of its codes.
async function addApp(changed) {
  const { secret, qr } = await api.post(`${FACTORS}/totp`)
  // Drawn here from its paths: no text of an answer is ever markup.
  const picture = svg('svg', { class: 'qr', role: 'img', 'aria-label': S.factor.qr, width: 220, height: 220,
    viewBox: /viewBox="([^"]+)"/.exec(qr)[1], 'shape-rendering': 'crispEdges' },
  [...qr.matchAll(/fill="([^"]+)" d="([^"]+)"/g)].map(([, fill, d]) => svg('path', { fill, d })))
  let answer = null
  await dialog(S.factor.addApp, close => form(null, problem => [
    h('ol', { class: 'steps-list' }, h('li', null, S.factor.scan, picture),
      h('li', null, S.factor.typed, h('code', { class: 'secret' }, secret.match(/.{1,4}/g).join(' '))),
      h('li', null, field(S.factor.totp, input('code', { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 10,
        required: true })))),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: () => close() }, S.back),
      h('button', { type: 'submit', class: 'primary' }, S.factor.confirm))],
  async ({ code }) => {
    answer = await api.post(`${FACTORS}/totp/confirm`, { code })
    close(true)
  }))
  if (answer) await changed(answer)
}

async function newCodes() {
  const isSure = await ask(S.factor.newCodes, { lead: [h('p', null, S.factor.newCodesLead)], confirm: S.factor.newCodes,
    work: async () => { newCodes.made = (await api.post(`${FACTORS}/recovery-codes`)).recoveryCodes } })
  if (isSure) await showCodes(newCodes.made)
  newCodes.made = null
}

// Once, with every way to keep them.
export function showCodes(codes) {
  const text = codes.join('\n')
  const copy = () => navigator.clipboard.writeText(text).then(() => toast(S.factor.copied, 'good'), failed)
  return dialog(S.factor.codes, close => h('div', null,
    h('p', null, S.factor.codesLead),
    h('pre', { class: 'codes', tabindex: 0 }, text),
    h('div', { class: 'actions' },
      h('button', { type: 'button', onclick: copy }, S.factor.copy),
      h('button', { type: 'button', onclick: () => print() }, S.factor.print),
      h('a', { class: 'button', download: 'recovery-codes.txt', href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}` },
        S.factor.download)),
    h('div', { class: 'actions end' },
      h('button', { type: 'button', class: 'primary kept', onclick: () => close(true) }, S.factor.kept))),
  { isSure: true })
}

// All that somebody may do who has to have a second factor and has none.
export function setUpPage({ done, signOut }) {
  const root = h('div')
  replace(root, h('h1', { tabindex: -1 }, S.factor.setUp), h('p', null, S.factor.setUpLead),
    h('div', { class: 'card' }, security(done)), h('button', { class: 'quiet-danger', onclick: () => signOut() }, S.sign.out))
  return root
}
