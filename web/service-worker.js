// Keeps the shell of the pages for the times without a network: files of ours alone, never an answer of the API. With a network the
// network is asked first, so that nothing stale is shown as fresh; what it answers replaces what is kept.
const KEPT = 'clinic.shell'

// What the first page names, and what those files name in turn: the shell is whole or not kept.
async function shell() {
  const found = new Set(['/']), waiting = ['/']
  while (waiting.length) {
    const path = waiting.pop(), answer = await fetch(path, { cache: 'no-cache' })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    await (await caches.open(KEPT)).put(path, answer.clone())
    if (!/html|javascript|manifest/.test(answer.headers.get('content-type'))) continue
    const text = await answer.text(), base = new URL(path, location.origin)
    for (const [, linked, imported] of text.matchAll(/(?:href|src)="(\/[\w./-]+)"|(?:from|import\() ?'(\.[\w./-]+)'/g)) {
      const { pathname } = new URL(linked ?? imported, base)
      if (found.has(pathname) || pathname.startsWith('/api/')) continue
      found.add(pathname)
      waiting.push(pathname)
    }
  }
}

async function install() {
  await shell().catch(() => { /* the next load tries again */ })
  await skipWaiting()
}
addEventListener('install', event => event.waitUntil(install()))
addEventListener('activate', event => event.waitUntil(clients.claim()))

addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/') || pathname === '/ws') return
  event.respondWith(answer(request, pathname))
})

// Pages are all one file.
async function answer(request, pathname) {
  const kept = await caches.open(KEPT), isPage = request.mode === 'navigate'
  try {
    const fresh = await fetch(request)
    if (fresh.ok && fresh.type === 'basic' && !isPage) await kept.put(pathname, fresh.clone())
    return fresh
  } catch (error) {
    const known = await kept.match(isPage ? '/' : pathname)
    if (known) return known
    throw error
  }
}
