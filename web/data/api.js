// Requests to the daemons. An expired access token is refreshed once, by one tab for all; a session that is over is renewed by who
// is asked for it, and the request repeated.
import { S } from '../locales/words.js'
import { duration } from '../ui/time.js'
import { state } from './store.js'

// What went wrong, in a sentence for people: nothing of the API's own wording. status 0: no answer. fields: {name: sentence} of
// what is wrong with `body`.
export class ApiError extends Error {
  constructor(status, problem = {}, body, wait) {
    const errors = problem.errors ?? []
    super(sentence(status, problem, wait))
    this.status = status; this.code = problem.code; this.problem = problem
    this.fields = Object.fromEntries(errors.map(({ pointer }) => told(pointer.replace(/^#?\//, ''), body)))
    // These speak of one field each.
    if (problem.code === 'email_taken') this.fields = { email: this.message }
    if (problem.code === 'invalid_credentials' && body && 'currentPassword' in body) {
      this.fields = { currentPassword: S.invalid.currentPassword.wrong }
    }
  }
}

// A refusal has a sentence of its own; others go by what kind of failure they are.
function sentence(status, problem, wait) {
  const refused = S.refused[problem.code]
  if (status === 0) return S.error.network
  if (status === 429) return S.error.many({ time: wait >= 60 ? duration(Math.ceil(wait / 60)) : S.time.seconds({ n: wait || 1 }) })
  if (problem.code === 'wrong_state') return S.error.state({ status: S.status[problem.state] ?? S.none })
  if (refused) return typeof refused === 'string' ? refused : refused({ role: state.user?.role })
  if ([502, 503, 504].includes(status)) return S.error.busy
  if ([404, 405].includes(status)) return S.error.missing
  return [400, 422].includes(status) ? S.error.check : S.error.generic
}

// "hours/1/to" → ["hours/1/to", what is wrong with it]; by the member it is in.
function told(path, body) {
  const parts = path.split('/'), value = parts.reduce((of, part) => of?.[part], body)
  const texts = S.invalid[parts[0]] ?? S.invalid[parts.at(-1)] ?? S.invalid.other
  return [path, value === undefined || value === null || value === '' ? texts.empty : texts.wrong]
}

// These are no matter of a new access token, and these of what somebody has typed.
const PROOFS = ['reauthentication_required', 'second_factor_setup_required']
const MISTYPED = ['invalid_credentials', 'second_factor_refused', 'passkey_refused', 'sign_in_expired']
const REFRESHED = 'clinic.refreshed', ACCOUNT = 'Account-ID', PAGE = 100
let onSignedOut = async () => false, onStranger = () => {}, account = null

// The session is over: callback(code) answers whether it goes on after all.
export function whenSignedOut(callback) { onSignedOut = callback }

// Another account's cookies are in this browser now.
export function whenStranger(callback) { onStranger = callback }

// Whose requests these are from now on; null: nobody's.
export function actAs(id) { account = id }

// The traces of what has been done here: what comes of it is no news to who did it.
const traces = new Set(), TRACES = 200
export const isOwn = trace => traces.has(trace)
function trace() {
  const hex = crypto.randomUUID().replaceAll('-', '')
  traces.add(hex)
  if (traces.size > TRACES) traces.delete(traces.values().next().value)
  return `00-${hex}-${hex.slice(16)}-01`
}

export const api = {
  get: (path, query, options) => call('GET', path + queryString(query), undefined, options),
  // Every element of a list, page after page. seen: a map of who asks again and again: a page that is as it was is not sent anew,
  // and nobody is said to have looked.
  async all(path, query, member, seen) {
    const found = []
    let cursor
    do {
      const address = path + queryString({ ...query, limit: PAGE, cursor })
      if (seen && !seen.has(address)) seen.set(address, {})
      const page = await call('GET', address, undefined, { seen: seen?.get(address) })
      found.push(...page[member])
      cursor = page.nextCursor
    } while (cursor)
    return found
  },
  // The first of a list, and whether that is all of it.
  async some(path, query, member, limit) {
    const found = []
    let cursor
    do {
      const page = await api.get(path, { ...query, limit: Math.min(PAGE, limit - found.length), cursor })
      found.push(...page[member])
      cursor = page.nextCursor
    } while (cursor && found.length < limit)
    return { items: found, isWhole: !cursor }
  },
  file: async path => (await call('GET', path, undefined, { raw: true })).blob(),
  post: (path, body, options) => call('POST', path, body ?? {}, options),
  put: (path, body, options) => call('PUT', path, body, options),
  patch: (path, body) => call('PATCH', path, body),
  delete: (path, options) => call('DELETE', path, undefined, options),
}

function queryString(query) {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== '' && value !== null && value !== undefined)
  return set.length ? '?' + new URLSearchParams(set) : ''
}

// match: the version that a change is of. seen: keeps the answer and its tag, and is asked for again by that. anonymous: a way in,
// which needs nobody to be signed in. whoever: asks who that is. raw: the answer itself when it is a good one.
async function call(method, path, body, { key, match, seen, anonymous, whoever, raw } = {}) {
  const began = Date.now(), mine = anonymous || whoever ? null : account
  let answer = await send(method, path, body, { key, match, seen, as: mine })
  let content = await read(answer)
  if (content.code === 'session_revoked' && underway) {
    await settled()
    answer = await send(method, path, body, { key, match, seen, as: mine })
    content = await read(answer)
  }
  const isStale = answer.status === 401 && !anonymous && ![...PROOFS, ...MISTYPED].includes(content.code)
  if (isStale && await refresh(began)) {
    answer = await send(method, path, body, { key, match, seen, as: mine })
    content = await read(answer)
  }
  if (mine) {
    const named = answer.headers.get(ACCOUNT) ?? mine, isOther = named !== mine || content.code === 'other_account'
    if (isOther && mine === account) onStranger()
    // Whoever has asked is not on the page any more.
    if (isOther || mine !== account) return new Promise(() => {})
  }
  if (seen && answer.status === 304) return seen.page
  if (seen && answer.ok) Object.assign(seen, { tag: answer.headers.get('etag'), page: content })
  if (answer.ok) return raw ? answer : answer.status === 204 ? null : content
  if (whoever && answer.status === 401) return null
  const isMistyped = MISTYPED.includes(content.code)
  if (answer.status === 401 && !anonymous && !isMistyped) {
    if (await onSignedOut(content.code)) return call(method, path, body, { key, match, seen, raw })
    if (mine !== account) return new Promise(() => {})
  }
  throw new ApiError(answer.status, content, body, Number(answer.headers.get('retry-after')))
}

async function read(answer) {
  const type = answer.headers.get('content-type') ?? ''
  return type.includes('json') ? await answer.json().catch(() => ({})) : {}
}

// Changes of one's own account that are not answered yet. They may end the session and begin another: until then it is no news
// that the one has ended.
let underway = 0
const waiting = []
export const settled = () => underway ? new Promise(done => { waiting.push(done) }) : Promise.resolve()

async function send(method, path, body, { key, match, seen, as } = {}) {
  const headers = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  if (match) headers['If-Match'] = `"${match}"`
  if (seen?.tag) headers['If-None-Match'] = seen.tag
  if (as) headers[ACCOUNT] = as
  if (method !== 'GET') headers.traceparent = trace()
  const isChange = method !== 'GET' && path.startsWith('/api/auth/')
  if (isChange) underway++
  try {
    return await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin', cache: 'no-store' })
  } catch { throw new ApiError(0) } finally {
    if (isChange && !--underway) for (const done of waiting.splice(0)) done()
  }
}

// True when the cookies are fresh. Tabs queue for the lock; whoever finds that another has refreshed since its request began, does
// not.
export async function refresh(began = Date.now()) {
  const once = async () => {
    if (Number(localStorage.getItem(REFRESHED)) > began) return true
    const answer = await send('POST', '/api/auth/refresh', {})
    if (answer.ok) localStorage.setItem(REFRESHED, Date.now())
    else if (answer.status !== 401) throw new ApiError(answer.status)
    return answer.ok
  }
  return navigator.locks ? navigator.locks.request('clinic.refresh', once) : once()
}
