// What all pages share, and who wants to know when it changes.
export const state = { user: null, unread: 0, position: null, notifications: [], nextCursor: null, connection: 'connecting' }

const listeners = new Map()

// on('unread', f) → a function that ends it.
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set())
  listeners.get(topic).add(listener)
  return () => listeners.get(topic).delete(listener)
}

export function emit(topic, value) { for (const listener of [...listeners.get(topic) ?? []]) listener(value) }

export function set(changes) {
  Object.assign(state, changes)
  for (const topic of Object.keys(changes)) emit(topic, changes[topic])
}

// Shows `changes` at once, then does the work; when it fails the old values come back and the error goes on.
export async function optimistic(changes, work) {
  const before = Object.fromEntries(Object.keys(changes).map(name => [name, state[name]]))
  set(changes)
  try { return await work() } catch (error) { set(before); throw error }
}
