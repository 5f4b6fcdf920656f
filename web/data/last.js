// The appointments that were seen last, for the times without a network: encrypted by a key that no script can read, and which goes
// with the session. Nothing of anybody's is left once they have signed out, or after some days without the clinic.
import { state } from './store.js'

const NAME = 'clinic.last', PLACE = 'kept', ONLY = 'seen', CIPHER = 'AES-GCM', LONGEST = 7 * 86400000
// What is needed to know when and where to be, and nothing of what it is about.
const MEMBERS = ['id', 'startsAt', 'endsAt', 'timeZone', 'status', 'doctorName', 'patientName', 'version']

const answered = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
let opened = null
async function place(mode) {
  if (!opened) {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(PLACE)
    opened = answered(request)
  }
  return (await opened).transaction(PLACE, mode).objectStore(PLACE)
}

// Of who is signed in, in place of what was kept before; a key of its own each time. `schedule`: a doctor's hours and absences.
export async function remember(visits, schedule) {
  const { user } = state
  if (!user || !crypto.subtle) return
  const items = visits.map(each => Object.fromEntries(MEMBERS.map(name => [name, each[name]])))
  const key = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = await crypto.subtle.encrypt({ name: CIPHER, iv }, key, new TextEncoder().encode(JSON.stringify({ items, schedule })))
  const kept = await place('readwrite')
  // They may have left meanwhile.
  const made = { owner: user.id, role: user.role, key, iv, data, at: Date.now() }
  if (state.user?.id === user.id) await answered(kept.put(made, ONLY))
}

// {owner, role, at, items, schedule}, or null.
export async function lastKnown() {
  if (!crypto.subtle) return null
  const kept = await answered((await place('readonly')).get(ONLY))
  if (!kept) return null
  if (Date.now() - kept.at > LONGEST) { await forgetLast(); return null }
  const { owner, role, at, key, iv, data } = kept
  const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: CIPHER, iv }, key, data))
  return { owner, role, at, ...JSON.parse(text) }
}

export async function forgetLast() { await answered((await place('readwrite')).clear()) }

// Of somebody else who was here before.
export async function forgetOthers(id) {
  const kept = await answered((await place('readonly')).get(ONLY))
  if (kept && kept.owner !== id) await forgetLast()
}
