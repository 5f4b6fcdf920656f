// The bell with its dropdown, and the history page. Every change shows at once and is taken back when the server refuses it.
import { S } from '../strings.js'
import { h, replace } from '../dom.js'
import { api } from '../api.js'
import { on, optimistic, set, state } from '../store.js'
import { empty, section, toast } from '../ui.js'
import { moment } from '../time.js'

export async function loadInbox() {
  const page = await api.get('/api/notifications/my', { limit: 20 })
  set({ notifications: page.notifications, nextCursor: page.nextCursor, unread: page.unread,
    position: page.position ?? state.position })
}

async function loadMore() {
  const page = await api.get(
    '/api/notifications/my',
    { limit: 20, cursor: state.nextCursor }), known = new Set(state.notifications.map(({ id }) => id))
  set({ notifications: [...state.notifications, ...page.notifications.filter(({ id }) => !known.has(id))],
    nextCursor: page.nextCursor })
}

async function change(notifications, unread, work) {
  try {
    const answer = await optimistic({ notifications, unread: Math.max(0, unread) }, work)
    if (typeof answer?.unread === 'number') set({ unread: answer.unread })
  } catch (error) { toast(S.error.rolled(error.message), 'bad') }
}

const mark = (item, read) => change(
  state.notifications.map(each => each.id === item.id ? { ...each, read } : each),
  state.unread + (read ? -1 : 1),
  () => api.patch(`/api/notifications/${item.id}/${read ? 'read' : 'unread'}`))
const remove = item => change(
  state.notifications.filter(each => each.id !== item.id),
  state.unread - (item.read ? 0 : 1),
  () => api.delete(`/api/notifications/${item.id}`))
const readAll = () => change(
  state.notifications.map(each => ({ ...each, read: true })),
  0,
  () => api.patch('/api/notifications/read-all'))
const clear = () => change([], 0, () => api.delete('/api/notifications'))

function row(item) {
  return h('li', { class: item.read ? 'note' : 'note unread', 'data-id': item.id },
    h('div', null, h('strong', null, item.title), h('p', null, item.message), h('small', null, moment(item.createdAt))),
    h('div', { class: 'actions' },
      h('button', { class: 'quiet', onclick: () => mark(item, !item.read) }, item.read ? S.inbox.unread : S.inbox.read),
      h('button', { class: 'quiet', 'aria-label': `${S.inbox.remove}: ${item.title}`, onclick: () => remove(item) },
        S.inbox.remove)))
}

export function bell({ go }) {
  const count = h('span', { class: 'count', 'aria-hidden': 'true' }), list = h('ul', { class: 'notes' }), panel = h('div',
    { class: 'panel', hidden: true, role: 'region', 'aria-label': S.inbox.title },
    h('div', { class: 'panel-head' },
      h('strong', null, S.inbox.title),
      h('button', { class: 'quiet', onclick: readAll }, S.inbox.readAll)),
    list,
    h('button', { class: 'wide quiet', onclick: () => { show(false); go('/notifications') } }, S.inbox.all))
  const button = h('button', { class: 'icon bell', 'aria-expanded': 'false', onclick: () => show(panel.hidden) },
    h('span', { class: 'bell-icon', 'aria-hidden': 'true' }),
    count)
  const root = h('div',
    { class: 'bell-box', onkeydown: event => { if (event.key === 'Escape' && !panel.hidden) { show(false); button.focus() } } },
    button,
    panel)
  function show(open) { panel.hidden = !open; button.setAttribute('aria-expanded', String(open)); draw() }
  function draw() {
    count.textContent = state.unread > 99 ? '99+' : state.unread || ''
    button.setAttribute('aria-label', S.inbox.bell(state.unread))
    document.title = `${state.unread ? `(${state.unread}) ` : ''}${S.brand}`
    if (!panel.hidden) replace(list,
      state.notifications.length ? state.notifications.slice(0, 6).map(row) : h('li', { class: 'note' }, S.inbox.empty))
  }
  const outside = event => {
    if (!root.isConnected) return removeEventListener('click', outside)
    if (!event.composedPath().includes(root)) show(false)
  }
  addEventListener('click', outside)
  const ends = [on('unread', draw), on('notifications', draw)]
  draw()
  return { root, end: () => ends.forEach(end => end()) }
}

export function inboxPage() {
  const body = h('div')
  const draw = () => replace(body,
    state.notifications.length ? [
      h('div', { class: 'actions' },
        h('button', { onclick: readAll }, S.inbox.readAll),
        h('button', { class: 'quiet-danger', onclick: clear }, S.inbox.clear)),
      h('ul', { class: 'notes card' }, state.notifications.map(row)),
      state.nextCursor && h('button', { class: 'more', onclick: () => loadMore().catch(error => toast(error.message, 'bad')) },
        S.more)] : empty(S.inbox.empty))
  const page = h('div')
  section(page, async () => { await loadInbox(); draw(); return body })
  const end = on('notifications', () => page.isConnected ? draw() : end())
  return [h('h1', null, S.inbox.title), page]
}
