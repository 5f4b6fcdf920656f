// Requests to the daemons. An expired access token is refreshed once, by one tab for all.
import { S } from './strings.js'

// status 0: no answer. fields: {name: detail} of a 422.
export class ApiError extends Error {
  constructor(status, problem = {}) {
    const route = [404, 405].includes(status) && !problem.code
    super(status === 0 ? S.error.network
      : status === 429 ? S.error.many
      : [502, 503, 504].includes(status) ? S.error.busy
      : route || status === 405 ? S.error.missing
      : problem.detail || problem.title || S.error.generic)
    this.status = status; this.code = problem.code; this.problem = problem
    this.fields = Object.fromEntries((problem.errors ?? []).map(error => [error.pointer.replace(/^#?\//, ''), error.detail]))
  }
}

const REFRESHED = 'clinic.refreshed'
let onSignedOut = () => {}
export function whenSignedOut(callback) { onSignedOut = callback }

export const api = {
  get: (path, query) => call('GET', path + queryString(query)),
  post: (path, body, options) => call('POST', path, body ?? {}, options),
  put: (path, body) => call('PUT', path, body),
  patch: (path, body) => call('PATCH', path, body),
  delete: path => call('DELETE', path),
}

function queryString(query) {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== '' && value !== null && value !== undefined)
  return set.length ? '?' + new URLSearchParams(set) : ''
}

async function call(method, path, body, { key, anonymous } = {}) {
  const began = Date.now()
  let answer = await send(method, path, body, key)
  if (answer.status === 401 && !anonymous && await refresh(began)) answer = await send(method, path, body, key)
  if (answer.status === 204) return null
  const type = answer.headers.get('content-type') ?? ''
  const content = type.includes('json') ? await answer.json().catch(() => ({})) : {}
  if (answer.ok) return content
  const isMistyped = ['wrong_password', 'invalid_credentials'].includes(content.code)
  if (answer.status === 401 && !anonymous && !isMistyped) onSignedOut()
  throw new ApiError(answer.status, content)
}

function send(method, path, body, key) {
  const headers = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  return fetch(
    path,
    { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin', cache: 'no-store' })
    .catch(() => { throw new ApiError(0) })
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
