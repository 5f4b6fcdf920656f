// What all pages share, and who wants to know when it changes.
import { nothing } from './inbox.js'

// notifications and unread: what is to be shown of the inbox.
export const state = { user: null, inbox: nothing, notifications: [], unread: 0, connection: 'connecting' }

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
