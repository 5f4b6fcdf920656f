// The front desk's first page: what this role can do so far.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { state } from '../../data/store.js'

export const deskPage = () => [
  h('h1', null, S.staff.DESK),
  h('p', { class: 'lead' }, S.staff.deskLead({ name: `${state.user.firstName} ${state.user.lastName}` })),
  h('section', { class: 'card' },
    h('h2', null, S.staff.deskCan),
    h('ul', null,
      h('li', null, h('a', { href: '/account', 'data-link': true }, S.staff.deskAccount)),
      h('li', null, h('a', { href: '/notifications', 'data-link': true }, S.staff.deskInbox))),
    h('p', { class: 'hint' }, S.staff.deskNot))]
