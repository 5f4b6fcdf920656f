// Every order in which answers over HTTP and live messages can come to one inbox (web/data/inbox.js). Random scripts on a small model of
// the server; after each order the page must show what the server has, and on the way nothing untrue that it takes for complete.
// Runs as the body of an asynchronous WebDriver script; answers {orders, wrong}.
const done = arguments[arguments.length - 1]

const PAGE = 2, SCRIPTS = 3000
let seed = 20261129
const random = below => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % below }

class Server {
  constructor() { this.position = 0; this.items = []; this.messages = []; this.truths = [this.truth()] }
  truth() { return { unread: this.items.filter(item => !item.read).length, items: this.items.map(item => ({ ...item })) } }
  tell(message) {
    this.position++
    const { unread } = this.truth()
    this.messages.push({ ...message, position: this.position, unread })
    this.truths.push(this.truth())
  }
  arrive() {
    const item = { id: `n${this.position + 1}`, seq: this.position + 1, read: false }
    this.items = [item, ...this.items]
    this.tell({ type: 'notification', notification: { ...item } })
  }
  // What changes nothing takes no position.
  change(change, id) {
    const before = JSON.stringify(this.items), mine = item => !id || item.id === id
    this.items = change.endsWith('deleted') ? this.items.filter(item => !mine(item))
      : this.items.map(item => mine(item) ? { ...item, read: change.endsWith('read') && change !== 'unread' } : item)
    if (JSON.stringify(this.items) !== before) this.tell({ type: 'inbox', change, ids: id ? [id] : [] })
    return { position: this.position }
  }
  page(limit, cursor = null) {
    const rest = this.items.filter(item => cursor === null || item.seq < cursor), items = rest.slice(0, limit)
    return { position: this.position, unread: this.truth().unread, notifications: items.map(item => ({ ...item })),
      nextCursor: rest.length > limit ? items.at(-1).seq : null }
  }
}

// One script: what the page has at first, then live messages in their order and answers that may come at any time.
function script() {
  const server = new Server(), answers = [], acts = []
  for (let count = random(5); count > 0; count--) server.arrive()
  const first = random(4) ? { type: 'list', ...server.page(PAGE) } : null, from = server.position
  const known = first ? first.notifications.map(({ id }) => id) : []
  for (let steps = 2 + random(3); steps > 0; steps--) {
    const act = ['read', 'unread', 'deleted', 'all-read', 'all-deleted'][random(5)], isWhole = act.startsWith('all-')
    switch (random(known.length ? 6 : 4)) {
    case 0: server.arrive(); break
    case 1: server.change(act, isWhole ? null : server.items[random(server.items.length || 1)]?.id ?? 'none'); break
    case 2: if (answers.length < 3) answers.push({ type: 'list', ...server.page(PAGE) }); break
    case 3:
      if (answers.length < 3 && first?.nextCursor) {
        answers.push({ type: 'more', cursor: first.nextCursor, ...server.page(PAGE, first.nextCursor) })
      }
      break
    default: if (answers.length < 3) {
      const key = acts.length, ids = isWhole ? [] : [known[random(known.length)]]
      acts.push({ type: 'act', key, change: act, ids })
      if (random(4)) answers.push({ type: 'answered', key, ...server.change(act, ids[0]) })
      else answers.push({ type: 'failed', key })
    }
    }
  }
  return { server, first, acts, answers, live: server.messages.slice(from), cut: random(3), isSilent: random(3) === 0,
    isRecovered: random(2) === 1 }
}

// All orders of the answers among themselves and with the live messages, which keep theirs.
function* orders(live, answers) {
  if (!live.length && !answers.length) yield []
  if (live.length) for (const rest of orders(live.slice(1), answers)) yield [live[0], ...rest]
  for (const answer of answers) {
    for (const rest of orders(live, answers.filter(each => each !== answer))) yield [answer, ...rest]
  }
}

(async () => {
  const { apply, isMissing, nothing, view } = await import('/data/inbox.js')
  const same = (left, right) => JSON.stringify(left) === JSON.stringify(right)
  const isTrue = (items, unread, truth, isWhole) => unread === truth.unread && same(items, truth.items.slice(0, items.length))
    && (!isWhole || items.length === truth.items.length)
  let count = 0
  const wrong = []

  function play({ server, first, acts, isRecovered }, order) {
    let inbox = nothing, problem = null
    const hear = change => {
      const before = inbox.position
      inbox = apply(inbox, change)
      if (change.type !== 'hello' && before !== null && inbox.position < before) problem = 'goes back'
      if (!isMissing(inbox) && !isTrue(inbox.items, inbox.unread, server.truths[inbox.position], inbox.nextCursor === null)) {
        problem = 'takes what is untrue for complete'
      }
    }
    if (first) hear(first)
    acts.forEach(hear)
    for (const each of order) {
      if (each.type !== 'reconnect') { hear(each); continue }
      // The server says where it is; with a position of the page's it tells what has been missed since.
      const seen = inbox.position, isResumed = isRecovered && seen !== null
      hear({ type: 'hello', position: server.position, recovered: isResumed })
      const unread = server.truth().unread
      if (isResumed) for (const message of server.messages.slice(seen)) hear({ ...message, unread })
    }
    for (let asked = 0; isMissing(inbox) && asked < 3; asked++) hear({ type: 'list', ...server.page(Math.max(PAGE, inbox.items.length)) })
    const shown = view(inbox)
    // What nobody has told of cannot be known; all else must be.
    const told = Math.max(...[first, ...order].map(each => each?.position ?? (each?.type === 'reconnect' ? server.position : 0)))
    if (inbox.position < told) problem ??= 'does not get there'
    if (inbox.pending.length) problem ??= 'goes on waiting for its own doing'
    if (!isTrue(shown.items, shown.unread, server.truths[inbox.position], inbox.nextCursor === null)) problem ??= 'shows something else'
    return problem
  }

  for (let number = 0; number < SCRIPTS; number++) {
    const one = script()
    // The connection holds, or is lost before the last messages, and comes back or not yet.
    const heard = one.cut === 0 ? one.live : [...one.live.slice(0, -one.cut), ...one.isSilent ? [] : [{ type: 'reconnect' }]]
    for (const order of orders(heard, one.answers)) {
      count++
      const problem = play(one, order)
      if (problem && wrong.length < 5) wrong.push({ problem, order, first: one.first, acts: one.acts, truth: one.server.truth() })
    }
  }
  return { orders: count, wrong }
})().then(done, error => done({ orders: 0, wrong: [String(error.stack ?? error)] }))
