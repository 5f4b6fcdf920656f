// What happened that matters for security, in sentences: who, what, from where.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { field, select } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { device } from '../shared/device.js'
import { addressed, copyAddress, csvButton, nameOf, personFilter } from './filters.js'
import { savedViews } from './views.js'

const SEVERE = ['login_failed', 'refresh_reuse', 'password_change_failed', 'rate_limited', 'provider_login_failed', 'role_changed',
  'admin_created']

export function eventsPage({ query }) {
  const filters = addressed(query), list = h('div')
  const type = select('type', { '': S.all, ...S.events.kinds }, filters.values.type,
    { onchange: () => { filters.set({ type: type.value }); reload() } })
  const asked = () => ({ type: filters.values.type, userId: filters.values.userId })
  const reload = section(list, () => paged(
    async cursor => {
      const page = await api.get('/api/auth/events', { ...asked(), limit: 50, cursor })
      return { items: page.events, nextCursor: page.nextCursor }
    },
    event => row(event),
    empty(S.admin.noEvents),
    { class: 'rows card' }))
  const csv = async () => Promise.all((await api.all('/api/auth/events', asked(), 'events')).map(async each =>
    [each.at, S.events.kinds[each.type] ?? each.type, each.userId && (await nameOf(each.userId) ?? each.userId), each.ip,
      device(each.userAgent)]))
  return [
    h('h1', null, S.admin.events),
    h('div', { class: 'filters' }, field(S.admin.type, type), personFilter(S.admin.person, 'userId', filters, undefined, reload)),
    h('div', { class: 'actions' }, csvButton('events', [S.admin.when, S.admin.what, S.admin.who, 'IP', S.account.sessions], csv),
      copyAddress(), savedViews('/events')),
    list]
}

function row(event) {
  const sentence = h('strong'), say = S.events.security[event.type]
  const tell = who => replace(sentence, say ? say({ who }) : event.type)
  tell(S.admin.nobody)
  if (event.userId) {
    nameOf(event.userId).then(name => tell(h('a', { href: `/events?userId=${event.userId}`, 'data-link': true },
      bdi(name ?? event.userId))))
  }
  const { from, to } = event.detail
  return [
    h('span', null, sentence,
      h('small', null, stamp(event.at), event.ip && ` · ${S.admin.from({ ip: event.ip, device: device(event.userAgent) })}`,
        from && to && ` · ${S.range({ from: S.sign[from] ?? from, to: S.sign[to] ?? to })}`)),
    SEVERE.includes(event.type) && h('span', { class: 'badge REJECTED' }, S.admin.severe)]
}
