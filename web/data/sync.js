// Keeps the inbox true: everything heard of it goes through `update`, and what is missing is asked for until it is there.
import { api } from './api.js'
import { apply, isMissing, nothing, view } from './inbox.js'
import { emit, set, state } from './store.js'

const PAGE = 20, MOST = 100, GRACE = 300, LONGEST = 10000
let timer = null, pause = GRACE

export function update(change) {
  const before = state.inbox, inbox = apply(before, change), shown = view(inbox)
  if (inbox === before) return false
  set({ inbox, notifications: shown.items, unread: shown.unread })
  const moved = before.position !== null && inbox.position !== before.position
  if (moved && change.type === 'notification') emit('arrived', change.notification)
  if (moved && change.type !== 'inbox') emit('news')
  // Live messages are on their way as a rule; without them nothing else comes.
  if (isMissing(inbox)) timer ??= setTimeout(ask, state.connection === 'live' && inbox.position !== null ? pause : 0)
  else pause = GRACE
  return true
}

export function forget() {
  clearTimeout(timer)
  timer = null
  pause = GRACE
  set({ inbox: nothing, notifications: [], unread: 0 })
}

async function ask() {
  const mine = timer
  if (isMissing(state.inbox)) await loadInbox().catch(() => { /* asked again below */ })
  if (timer !== mine) return
  timer = null
  if (!state.user || !isMissing(state.inbox)) return
  pause = Math.min(LONGEST, pause * 2)
  timer = setTimeout(ask, pause)
}

// The list anew, as long as it is.
export async function loadInbox() {
  const limit = Math.min(MOST, Math.max(PAGE, state.inbox.items.length))
  update({ type: 'list', ...await api.get('/api/notifications/my', { limit }) })
}

// The next page; asked again when the inbox has moved on meanwhile.
export async function loadMore() {
  let fits = false
  while (!fits && state.inbox.nextCursor) {
    const cursor = state.inbox.nextCursor
    fits = update({ type: 'more', cursor, ...await api.get('/api/notifications/my', { limit: PAGE, cursor }) })
  }
}

// Shows a change at once and sends it; a refusal takes back this one change and goes on to the caller.
export async function act(change, ids, send) {
  const key = Symbol(change)
  update({ type: 'act', key, change, ids })
  try {
    update({ type: 'answered', key, position: (await send()).position })
  } catch (error) {
    update({ type: 'failed', key })
    throw error
  }
}
