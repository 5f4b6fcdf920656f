// The live connection: a WebSocket that resumes where it was, event streams where sockets are blocked, patience between attempts.
import { refresh } from './api.js'
import { state, set, emit } from './store.js'

let socket = null, stream = null, timer = null, attempts = 0, refused = 0, running = false

export function start() { running = true; attempts = refused = 0; connect() }

export function stop() { running = false; clearTimeout(timer); drop() }

function drop() {
  for (const open of [socket, stream]) if (open) { open.onclose = open.onerror = open.onmessage = null; open.close() }
  socket = stream = null
}

function connect() {
  clearTimeout(timer)
  drop()
  if (!running) return
  if (!navigator.onLine) return set({ connection: 'offline' })
  set({ connection: 'connecting' })
  const query = state.position === null ? '' : `?position=${state.position}`
  // Two sockets in a row that never opened: something between us blocks them.
  if (refused >= 2) return connectStream(query)
  let opened = false
  socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws${query}`, 'notifications.v1')
  socket.onopen = () => { opened = true; refused = 0 }
  socket.onmessage = event => receive(JSON.parse(event.data))
  socket.onclose = event => { if (!opened) refused++; ended(event.code, opened) }
}

function connectStream(query) {
  stream = new EventSource(`/api/notifications/stream${query}`)
  for (const type of ['hello', 'notification', 'inbox']) stream.addEventListener(type, event => receive(JSON.parse(event.data)))
  stream.addEventListener('bye', event => ended(JSON.parse(event.data).code))
  stream.onerror = () => { refused = 0; ended() }
}

// 4401 is final; 4408 wants fresh cookies; a refused handshake may want them too.
async function ended(code, opened = true) {
  drop()
  if (code === 4401) { stop(); return emit('revoked') }
  set({ connection: navigator.onLine ? 'connecting' : 'offline' })
  if (code === 4408 || !opened) {
    try { if (!await refresh()) { stop(); return emit('revoked') } } catch { /* unreachable: the next attempt tells */ }
  }
  const wait = code === 4408 ? 0 : Math.min(30000, 500 * 2 ** attempts++) * (0.5 + Math.random() / 2)
  timer = setTimeout(connect, wait)
}

function receive(message) {
  switch (message.type) {
  case 'hello':
    attempts = 0
    set({ connection: 'live' })
    if (!message.recovered && message.position !== state.position) emit('reload')
    else set({ unread: message.unread })
    break
  case 'notification':
    set({ position: message.position, unread: message.unread,
      notifications: [message.notification, ...state.notifications.filter(({ id }) => id !== message.notification.id)] })
    emit('arrived', message.notification)
    break
  case 'inbox':
    set({ position: message.position ?? state.position, unread: message.unread,
      notifications: changed(state.notifications, message) })
    break
  }
}

// The list after another tab or device has changed the inbox.
function changed(list, { change, ids = [] }) {
  const mine = ({ id }) => ids.includes(id)
  switch (change) {
  case 'read': case 'unread': return list.map(item => mine(item) ? { ...item, read: change === 'read' } : item)
  case 'deleted': return list.filter(item => !mine(item))
  case 'all-read': return list.map(item => ({ ...item, read: true }))
  case 'all-deleted': return []
  default: return list
  }
}

addEventListener('online', () => { attempts = 0; connect() })
addEventListener('offline', () => { if (running) { drop(); clearTimeout(timer); set({ connection: 'offline' }) } })
