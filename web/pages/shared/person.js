// Who is signed in, behind the name in the bar: name, role, address, the parts of the account, and the way out.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { on, state } from '../../data/store.js'
import { hang } from '../../ui/dialogs.js'
import { icon } from '../../ui/icons.js'

const PARTS = [['', () => S.account.title], ['#safety', () => S.factor.section], ['#sessions', () => S.account.sessions],
  ['#language', () => S.language], ['#told', () => S.account.prefs]]

// Fills `root`, which has a link to the account until then; answers what ends it.
export function me(root, { signOut }) {
  const name = h('bdi'), button = h('button', { class: 'who', 'aria-controls': 'me' }, icon('person'), name)
  const whole = h('strong'), role = h('span'), address = h('small')
  const panel = h('div', { class: 'panel me', id: 'me', role: 'region' },
    h('p', null, whole, ' · ', role, address),
    h('ul', null, PARTS.map(([part, label]) => h('li', null,
      h('a', { class: 'button quiet', href: `/account${part}`, 'data-link': true }, label())))),
    h('button', { class: 'quiet-danger sign-out', onclick: () => { show(false); button.focus(); signOut() } }, S.sign.out))
  const draw = () => {
    if (!state.user) return
    const { firstName, lastName, email, emailVerified } = state.user, own = `${firstName} ${lastName}`
    name.textContent = own
    button.setAttribute('aria-label', S.account.menu({ name: own }))
    panel.setAttribute('aria-label', S.account.menu({ name: own }))
    replace(whole, bdi(own))
    role.textContent = S.sign[state.user.role] ?? S.staff[state.user.role]
    replace(address, bdi(email), !emailVerified && h('span', { class: 'badge PENDING' }, S.mail.unconfirmed))
  }
  draw()
  const { show, end } = hang(root, button, panel), ends = [on('user', draw), end]
  const hadFocus = root.contains(document.activeElement)
  replace(root, button, panel)
  if (hadFocus) button.focus()
  return () => ends.forEach(each => each())
}
