// One's own inbox as a page knows it. Pure: apply(inbox, change) answers the next inbox and changes nothing.
//
// Every change of an inbox has a number, its position. Answers over HTTP and live messages come in any order, so the position
// decides: a live message counts only as the next one, a list only when it is not older than what is shown. `heard` is how far the
// inbox is known to have come; while that is beyond `position` something is missing and the list is asked for. What is done here
// shows at once: it waits in `pending`, on top of what is known, until the position that its answer named has been reached.
export const nothing = { position: null, unread: 0, items: [], nextCursor: null, heard: 0, pending: [] }

export const isMissing = inbox => inbox.position === null || inbox.heard > inbox.position

// change.type:
//   hello {position, recovered}               a socket begins; recovered: what was missed follows
//   notification {position, unread, notification}, inbox {position, unread, change, ids}       the live messages
//   list {position, unread, notifications, nextCursor}       the first page
//   more {cursor, position, notifications, nextCursor}       the page at that cursor; the same inbox comes back if it does not fit
//   act {key, change, ids}                    one's own doing, sent
//   answered {key, position}, failed {key}    what came of it
export function apply(inbox, change) {
  switch (change.type) {
  case 'hello': return greeted(inbox, change)
  case 'notification': case 'inbox': return told(inbox, change)
  case 'list': return listed(inbox, change)
  case 'more': return longer(inbox, change)
  case 'act': return { ...inbox, pending: [...inbox.pending, change] }
  case 'answered': return settled({ ...heard(inbox, change.position),
    pending: inbox.pending.map(each => each.key === change.key ? { ...each, position: change.position } : each) })
  case 'failed': return { ...inbox, pending: inbox.pending.filter(each => each.key !== change.key) }
  }
}

const heard = (inbox, position) => ({ ...inbox, heard: Math.max(inbox.heard, position) })
const settled = inbox => ({ ...inbox,
  pending: inbox.pending.filter(each => each.position === undefined || each.position > (inbox.position ?? -1)) })

// A server that begins elsewhere has the word: what it does not reach any more is asked for anew.
function greeted(inbox, { position, recovered }) {
  if (recovered || inbox.position === position) return heard(inbox, position)
  return { ...inbox, heard: position, position: inbox.position > position ? null : inbox.position }
}

function told(inbox, message) {
  if (inbox.position === null || message.position > inbox.position + 1) return heard(inbox, message.position)
  if (message.position <= inbox.position) return inbox
  const items = message.type === 'inbox' ? changed(inbox.items, message)
    : [message.notification, ...inbox.items.filter(({ id }) => id !== message.notification.id)]
  return settled({ ...heard(inbox, message.position), position: message.position, unread: message.unread, items })
}

function listed(inbox, { position, unread, notifications, nextCursor }) {
  if (inbox.position !== null && position < inbox.position) return inbox
  return settled({ ...heard(inbox, position), position, unread, items: notifications, nextCursor })
}

function longer(inbox, { cursor, position, notifications, nextCursor }) {
  if (inbox.position === null || position < inbox.position || cursor !== inbox.nextCursor) return inbox
  const known = new Set(inbox.items.map(({ id }) => id))
  return { ...heard(inbox, position), items: [...inbox.items, ...notifications.filter(({ id }) => !known.has(id))], nextCursor }
}

function changed(items, { change, ids = [] }) {
  const mine = ({ id }) => ids.includes(id)
  switch (change) {
  case 'read': case 'unread': return items.map(item => mine(item) ? { ...item, read: change === 'read' } : item)
  case 'deleted': return items.filter(item => !mine(item))
  case 'all-read': return items.map(item => ({ ...item, read: true }))
  case 'all-deleted': return []
  default: return items
  }
}

// What is shown: {items, unread}, with one's own doing that is still on its way.
export function view(inbox) {
  const open = items => items.filter(item => !item.read).length
  return inbox.pending.reduce(({ items, unread }, act) => {
    const after = changed(items, act)
    return { items: after, unread: act.change.startsWith('all-') ? 0 : Math.max(0, unread + open(after) - open(items)) }
  }, { items: inbox.items, unread: inbox.unread })
}
