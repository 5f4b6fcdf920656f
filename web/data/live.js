// The live connection: a WebSocket that resumes where it was, event streams where sockets are blocked, patience between attempts.
import { refresh } from './api.js'
import { state, set, emit } from './store.js'
import { update } from './sync.js'

let socket = null, stream = null, timer = null, attempts = 0, refused = 0, running = false

// At once, or after a pause when what was tried before has failed.
export function start() {
  running = true
  refused = 0
  clearTimeout(timer)
  timer = setTimeout(connect, pause())
}

const pause = () => attempts && Math.min(30000, 250 * 2 ** attempts) * (0.5 + Math.random() / 2)

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
  const query = state.inbox.position === null ? '' : `?position=${state.inbox.position}`
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
  if (code === 4401) { attempts++; stop(); return emit('revoked') }
  set({ connection: navigator.onLine ? 'connecting' : 'offline' })
  if (code === 4408 || !opened) {
    try { if (!await refresh()) { stop(); return emit('over') } } catch { /* unreachable: the next attempt tells */ }
  }
  if (code !== 4408) attempts++
  timer = setTimeout(connect, code === 4408 ? 0 : pause())
}

function receive(message) {
  if (message.type === 'hello') {
    if (message.account && message.account !== state.user.id) return emit('stranger')
    attempts = 0
    set({ connection: 'live' })
  }
  if (['hello', 'notification', 'inbox'].includes(message.type)) update(message)
}

addEventListener('online', () => { attempts = 0; connect(); emit('online') })
addEventListener('offline', () => { if (running) { drop(); clearTimeout(timer); set({ connection: 'offline' }) } })
