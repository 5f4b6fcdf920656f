// The shell: who is signed in, which page, the bar with bell and connection.
// Long because every way in and out leads through here, and each has to see the others.
import { S, addWords, adopt, isPicked, language } from './locales/words.js'
import { bdi, h, replace } from './ui/dom.js'
import { actAs, api, isOwn, settled, whenSignedOut, whenStranger } from './data/api.js'
import { on, set, state } from './data/store.js'
import * as live from './data/live.js'
import { forget, loadInbox } from './data/sync.js'
import { empty, section, skeleton } from './ui/lists.js'
import { ask, closeDialogs } from './ui/dialogs.js'
import { failed, toast } from './ui/toasts.js'
import { icon } from './ui/icons.js'
import { clock, viewerZone } from './ui/time.js'
import * as title from './ui/title.js'
import { secondStepPage, signInAgain, signPage } from './pages/shared/sign.js'
import { bell, inboxPage, told } from './pages/shared/inbox.js'

// Each role's pages: path, name, and the function in its room that draws it. A room is loaded when somebody of that role is here.
const shared = [['/notifications', S.nav.inbox, 'inboxPage'], ['/account', S.nav.account, 'accountPage']]
const pages = {
  PATIENT: [['/', S.nav.book, 'findPage'], ['/appointments', S.nav.appointments, 'appointmentsPage'], ...shared],
  DOCTOR: [
    ['/', S.nav.requests, 'requestsPage'],
    ['/calendar', S.nav.calendar, 'calendarPage'],
    ['/schedule', S.nav.schedule, 'schedulePage'],
    ['/break-glass', S.nav.glass, 'glassPage'],
    ...shared],
  DESK: [['/', S.nav.desk, 'deskPage'], ...shared],
  ADMIN: [
    ['/', S.nav.users, 'usersPage'],
    ['/all', S.nav.all, 'allPage'],
    ['/break-glass', S.nav.glass, 'glassPage'],
    ['/access-log', S.nav.looked, 'accessPage'],
    ['/events', S.nav.events, 'eventsPage'],
    ['/figures', S.nav.figures, 'figuresPage'],
    ['/staff', S.nav.staff, 'staffPage'],
    ['/synonyms', S.nav.synonyms, 'synonymsPage'],
    ['/health', S.nav.health, 'healthPage'],
    ...shared],
}
const rooms = {
  PATIENT: () => Promise.all([import('./pages/patient/room.js'), addWords('inside')]).then(([room]) => room),
  DOCTOR: () => dressed().then(() => import('./pages/doctor/room.js')),
  DESK: () => dressed().then(() => import('./pages/desk/room.js')),
  ADMIN: () => Promise.all([addWords('admin'), dressed()]).then(() => import('./pages/admin/room.js')),
}
// The style that only the pages of who works at the clinic have.
const dressed = () => new Promise(done => document.head.append(h('link',
  { rel: 'stylesheet', href: '/staff.css', onload: done, onerror: done })))
// Pages of one thing: its id stands in the path.
const SINGLE = [[/^\/book\/(?<id>[0-9a-f-]{36})$/, 'doctorPage', () => S.book.times],
  [/^\/book\/(?<id>[0-9a-f-]{36})\/(?<start>\d{4}-\d\d-\d\dT\d\d:\d\d)$/, 'confirmPage', () => S.book.confirm],
  [/^\/booked\/(?<id>[0-9a-f-]{36})$/, 'bookedPage', () => S.book.booked],
  [/^\/appointments\/(?<id>[0-9a-f-]{36})$/, 'visitPage', () => S.appt.one],
  [/^\/access-log$/, 'accessPage', () => S.access.title]]
// Whom nobody knows may find a doctor and a time, where the clinic allows it.
const PUBLIC = /^\/(find|book\/.*)$/
// Pages that are reached from another one, which may go by the role.
const INSIDE = { '/notifications': '/notifications', '/staff': '/', '/synonyms': '/', '/health': '/figures',
  '/break-glass': { ADMIN: '/all', DOCTOR: '/calendar' }, '/access-log': { ADMIN: '/all', PATIENT: '/account' } }
const insideOf = path => INSIDE[path]?.[state.user.role] ?? INSIDE[path]
const NEXT = 'clinic.next', KNOWN = 'clinic.known', LINK = 'clinic.link'
// Whose links of a mail work in a session of the account alone.
const OWN = ['verify', 'address']

const app = document.getElementById('app'), tabs = new BroadcastChannel('clinic')
let main = null, banner = null, ringing = null, navigation = null, isUnsaved = null, here = location.pathname + location.search,
  turn = 0

history.scrollRestoration = 'manual'

// To another page of ours; asks first where something is not saved.
async function go(path, { instead } = {}) {
  if (!await mayLeave()) return
  if (instead) history.replaceState(history.state, '', path)
  else {
    history.replaceState({ ...history.state, y: scrollY }, '')
    history.pushState({ from: here }, '', path)
  }
  draw(true)
}

async function mayLeave() {
  if (!isUnsaved?.()) return true
  const isSure = await ask(S.sched.leave, { lead: [h('p', null, S.sched.leaveLead)], confirm: S.sched.leaveDo, danger: true,
    work: () => true })
  if (isSure) isUnsaved = null
  return Boolean(isSure)
}

addEventListener('popstate', async event => {
  if (isUnsaved?.()) {
    const wanted = location.pathname + location.search
    history.pushState(null, '', here)
    if (!await mayLeave()) return
    history.replaceState(null, '', wanted)
  }
  draw(true, event.state?.y)
})
addEventListener('beforeunload', event => { if (isUnsaved?.()) event.preventDefault() })
addEventListener('click', event => {
  const link = event.target.closest?.('a[data-link]')
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return
  event.preventDefault()
  go(link.getAttribute('href'))
})
addEventListener('keydown', event => {
  if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || !state.user) return
  event.preventDefault()
  openPalette()
})

async function openPalette() {
  const { palette } = await import('./pages/shared/palette.js')
  palette({ go, pages: pages[state.user.role] })
}

// An address of ours to go on to, never another's.
const inside = path => path?.startsWith('/') && !path.startsWith('//') ? path : null

// What the link of a mail does, and its token; and whether it is done whoever is signed in.
const linkAt = path => path === '/link' ? JSON.parse(sessionStorage.getItem(LINK)) ?? [] : null
const isForAnybody = (path, link) => path === '/forgotten' || link && !OWN.includes(link[0])

async function draw(isMoved, y = 0) {
  // The token of a link in a mail leaves the address at once.
  if (location.pathname === '/link' && location.hash) {
    sessionStorage.setItem(LINK, JSON.stringify(location.hash.slice(1).split('=')))
    history.replaceState(null, '', '/link')
  }
  const mine = ++turn, path = location.pathname, query = new URLSearchParams(location.search)
  closeDialogs()
  isUnsaved = null
  here = path + location.search
  const link = linkAt(path)
  if (isForAnybody(path, link) || link && state.user) return drawMail(link, mine, isMoved)
  if (state.user?.approval) return drawWaiting(mine)
  if (!state.user) return PUBLIC.test(path) && await isPublic() ? drawPublic(path, query, mine, isMoved, y)
    : drawSignPage(path, query, isMoved)
  const elsewhere = { '/register': inside(query.get('next')) ?? '/', '/sign-in': inside(query.get('next')) ?? '/',
    '/find': `/${location.search}` }[path]
  if (elsewhere) { history.replaceState(history.state, '', elsewhere); return draw(isMoved, y) }
  if (!main || !navigation) shell()
  for (const link of navigation.querySelectorAll('a')) {
    if (link.getAttribute('href') === (insideOf(path) ?? path)) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  const page = pages[state.user.role].find(each => each[0] === path), { single, named } = singleAt(path)
  title.name(page?.[1] ?? single?.[2]() ?? S.error.notFound)
  const context = { go, signOut, query, ...named, guard: check => { isUnsaved = check } }
  if (isMoved) main.focus({ preventScroll: true })
  // A room that is here already draws at once.
  const room = rooms[state.user.role].known ?? await enter(state.user.role, mine)
  if (!room || mine !== turn) return
  const make = page?.[2] === 'inboxPage' ? inboxPage : room[page?.[2] ?? single?.[1]]
  replace(main, banner, room.above?.(path), make ? make(context) : [
    h('h1', null, S.error.notFound),
    empty(S.error.notFoundLead, h('a', { href: '/', 'data-link': true, class: 'button' }, S.error.home))])
  if (!make) title.name(S.error.notFound)
  scrollBack(y)
}

function singleAt(path) {
  const single = SINGLE.find(each => each[0].test(path))
  return { single, named: single?.[0].exec(path).groups }
}

// Asked once: whether free times can be read without an account.
let publicly = null
const isPublic = () => publicly ??= api.get('/api/auth/doctors', { limit: 1 }, { anonymous: true }).then(() => true, error => {
  if (error.status !== 401) publicly = null
  return false
})

async function drawPublic(path, query, mine, isMoved, y) {
  if (mine !== turn || state.user) return
  if (!main || navigation) publicShell()
  const { single, named } = singleAt(path)
  if (isMoved) main.focus({ preventScroll: true })
  const room = rooms.PATIENT.known ?? await enter('PATIENT', mine)
  if (!room || mine !== turn) return
  title.name(single?.[2]() ?? S.book.title)
  const make = room[single?.[1] ?? 'findPage'], next = `?next=${encodeURIComponent(path)}`
  replace(entrance, h('a', { href: `/sign-in${next}`, 'data-link': true, class: 'button' }, S.sign.in),
    h('a', { href: `/register${next}`, 'data-link': true, class: 'button up' }, S.sign.up))
  replace(main, make({ go, query, ...named, guard() {} }))
  scrollBack(y)
}

// The bar, whose height pages leave free when they scroll to something.
const height = new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty('--bar', `${target.offsetHeight}px`))
function barred(bar) { height.disconnect(); height.observe(bar); return bar }

const mail = kind => Promise.all([['invite', 'first'].includes(kind) ? import('./pages/shared/join.js')
  : import('./pages/shared/mail.js'), addWords('inside')]).then(([module]) => module)

// A forgotten password; `link`: what a link in a mail does, and its token.
async function drawMail(link, mine, isMoved) {
  const { mailPage, titleOf } = await mail(link?.[0])
  const used = () => { sessionStorage.removeItem(LINK); history.replaceState(null, '', '/') }
  if (mine !== turn) return
  main = navigation = null
  ringing?.end()
  const page = mailPage({ link, done: () => { sessionStorage.removeItem(LINK); go('/', { instead: true }) },
    entered: user => { used(); signedIn(user) }, left: () => { used(); signedOut(S.staff.consented) } })
  title.name(titleOf(link))
  replace(app, page)
  if (isMoved) page.focus()
}

// A doctor whom no admin has approved can do nothing yet.
async function drawWaiting(mine) {
  const [{ waitingPage }] = await Promise.all([import('./pages/shared/waiting.js'), addWords('inside')])
  if (mine !== turn) return
  main = navigation = null
  ringing?.end()
  title.name(S.staff.waitTitle)
  const approved = user => signedIn(user).then(() => toast(S.staff.approved, 'good'))
  replace(app, waitingPage({ user: state.user, signOut, approved }))
}

let entrance = null
function publicShell() {
  ringing?.end()
  navigation = banner = null
  main = h('main', { id: 'main', tabindex: -1 })
  entrance = h('div', { class: 'tools' })
  replace(app,
    h('a', { class: 'skip', href: '#main', onclick: event => { event.preventDefault(); main.focus() } }, S.skip),
    barred(h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/find', 'data-link': true }, h('img', { src: '/icon.svg', alt: '' }),
        h('span', null, S.brand)),
      entrance)),
    main)
}

async function enter(role, mine) {
  replace(main, banner, skeleton())
  try { return rooms[role].known = await rooms[role]() } catch {
    if (mine === turn) replace(main, banner, empty(S.error.network, h('button', { onclick: () => draw(true) }, S.retry)))
    return null
  }
}

// To where somebody was before, as soon as the page is long enough again; a hand on the page ends it.
function scrollBack(y) {
  scrollTo(0, y)
  if (!y) return
  const grown = new ResizeObserver(() => { scrollTo(0, y); if (scrollY >= y - 1) grown.disconnect() })
  grown.observe(main)
  for (const type of ['wheel', 'touchstart', 'keydown']) addEventListener(type, () => grown.disconnect(), { once: true })
}

function drawSignPage(path, query, isMoved) {
  main = navigation = null
  ringing?.end()
  const isRegistering = path === '/register'
  const next = isRegistering || path === '/sign-in' ? inside(query.get('next')) ?? '/' : path === '/' ? '/' : here
  const page = signPage({ isRegistering, next, isPublic, signedIn: user => { history.replaceState(null, '', next); signedIn(user) },
    leaving: () => sessionStorage.setItem(NEXT, next) })
  title.name(isRegistering ? S.sign.up : S.sign.in)
  replace(app, page)
  if (isMoved) page.focus()
}

function shell() {
  ringing?.end()
  ringing = bell({ go })
  const { firstName, lastName } = state.user, name = `${firstName} ${lastName}`
  const who = h('div', { class: 'me-box' },
    h('a', { class: 'who', href: '/account', 'data-link': true, 'aria-label': name }, icon('person'), bdi(name)))
  const dot = h('span', { class: 'live', role: 'status' })
  banner = h('div', { class: 'banner offline', role: 'status', hidden: true })
  let since = null
  const tell = () => {
    if (dot.dataset.state !== state.connection) { dot.dataset.state = state.connection; dot.textContent = S.live[state.connection] }
    since = state.connection === 'offline' ? since ?? Date.now() : null
    banner.hidden = !since
    banner.textContent = since ? S.offline({ time: clock(since, viewerZone) }) : ''
  }
  const unverified = h('aside', { class: 'notice' }), ends = [on('connection', tell)]
  import('./pages/shared/unverified.js').then(it => ends.push(it.unverified(unverified)), () => { /* and again the next time */ })
  // Until then, and where it cannot be had, the name leads to the account, which has all of it.
  import('./pages/shared/person.js').then(it => who.isConnected && ends.push(it.me(who, { signOut })), () => { /* as above */ })
  const end = ringing.end
  ringing.end = () => { end(); ends.forEach(each => each()) }
  main = h('main', { id: 'main', tabindex: -1 }, banner)
  tell()
  navigation = h('nav', { 'aria-label': S.menu },
    pages[state.user.role].filter(([path]) => !INSIDE[path]).map(([path, label]) => h('a',
      { href: path, 'data-link': true },
      label)))
  replace(app,
    h('a', { class: 'skip', href: '#main', onclick: event => { event.preventDefault(); main.focus() } }, S.skip),
    barred(h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/', 'data-link': true }, h('img', { src: '/icon.svg', alt: '' }), h('span', null, S.brand)),
      navigation,
      h('div', { class: 'tools' },
        dot,
        h('button', { class: 'icon find', 'aria-label': S.palette.open, 'aria-keyshortcuts': 'Control+K Meta+K',
          onclick: openPalette }, icon('search')),
        ringing.root,
        who))),
    unverified,
    main)
}

// What is kept for the times without a network.
const last = () => import('./data/last.js')

// Every way in leads through here: what belongs to whoever was here before is gone, and the other tabs are told.
async function signedIn(user) {
  live.stop()
  main = null
  if (adopt(user.language)) return
  try { await addWords('inside') } catch {
    return replace(app, empty(S.error.network, h('button', { onclick: () => signedIn(user) }, S.retry)))
  }
  actAs(user.id)
  forget()
  set({ user })
  last().then(({ forgetOthers }) => forgetOthers(user.id)).catch(() => { /* as above */ })
  localStorage.setItem(KNOWN, '1')
  tabs.postMessage({ in: user.id })
  const next = inside(sessionStorage.getItem(NEXT))
  sessionStorage.removeItem(NEXT)
  const notice = new URLSearchParams(location.search).get('signInNotice')
  if (notice || next && location.pathname === '/') history.replaceState(null, '', next ?? location.pathname)
  draw()
  if (user.approval) return
  await loadInbox().catch(() => { /* asked for again by the live connection */ })
  if (state.user?.id !== user.id) return
  live.start()
  if (!user.language && isPicked) api.patch('/api/auth/profile', { language }).catch(() => { /* and again the next time */ })
  if (notice === 'password_removed') toast(S.sign.passwordRemoved)
}

// Set while somebody signs out here: the server may tell of the end before it has answered.
let isLeaving = false

// quiet: the server knows already.
async function signOut(quiet = false) {
  if (!await mayLeave()) return
  isLeaving = true
  try {
    if (!quiet) await api.post('/api/auth/logout').catch(error => { if (error.status !== 401) throw error })
    signedOut()
  } catch (error) { failed(error) } finally { isLeaving = false }
}

// And every way out. isTold: another tab has said so. The address stays, but for who signs out: whoever signs in again goes on
// there.
function signedOut(message, isTold = false) {
  live.stop()
  if (!state.user) return
  if (!isTold) tabs.postMessage({ out: state.user.id })
  if (isLeaving) history.replaceState(null, '', '/')
  localStorage.removeItem(KNOWN)
  leave()
  // A new password by mail ends all sessions, this one too: its page goes on.
  if (!isForAnybody(location.pathname, linkAt(location.pathname))) draw(true)
  if (message && !isLeaving) toast(message)
}

function leave() {
  sessionStorage.removeItem('clinic.draft')
  last().then(({ forgetLast }) => forgetLast()).catch(() => { /* nothing is kept where nothing can be */ })
  actAs(null)
  forget()
  set({ user: null })
  isSettingUp = false
  again?.end(false)
  closeDialogs(true)
}

// Somebody else's cookies are here: nothing that is on the page goes on.
function stranger() {
  live.stop()
  leave()
  history.replaceState(null, '', '/')
  main = null
  replace(app, h('main', { id: 'main', tabindex: -1 }, skeleton()))
  begin()
}

// The session is over: the password is asked for above the page, which stays, and what was asked for goes on. Answers whether it
// does.
let again = null, asked = null, isSettingUp = false
function isRenewed(code) {
  if (!state.user) return Promise.resolve(false)
  if (code === 'session_revoked') { signedOut(S.sign.ended); return Promise.resolve(false) }
  if (code === 'second_factor_setup_required') { setUp(); return Promise.resolve(false) }
  if (code === 'reauthentication_required') {
    return asked ??= import('./pages/shared/factor.js').then(({ showAgain }) => showAgain(state.user))
      .then(isShown => { if (isShown) tabs.postMessage({ in: state.user?.id }); return isShown })
      .finally(() => { asked = null })
  }
  if (again) return again.answer
  live.stop()
  const { id } = state.user
  tabs.postMessage({ over: id })
  again = {}
  again.answer = new Promise(resolve => {
    const dialog = signInAgain(state.user)
    // Asked here, or told by another tab.
    again.end = (user, isTold) => {
      if (!again) return
      again = null
      dialog.close()
      resolve(Boolean(user) && user.id === id)
      if (!user) return state.user && signedOut()
      if (user.id !== id) return stranger()
      if (!isTold) tabs.postMessage({ in: id })
      live.start()
    }
    dialog.done.then(user => again?.end(user))
  })
  return again.answer
}

// Whoever must have a second factor sets one up, and sees nothing else until then.
async function setUp() {
  if (isSettingUp) return
  isSettingUp = true
  live.stop()
  ringing?.end()
  turn++
  const [{ setUpPage }] = await Promise.all([import('./pages/shared/security.js'), addWords('inside')])
  main = navigation = null
  title.name(S.factor.setUp)
  replace(app, h('main', { id: 'main', class: 'sign', tabindex: -1 }, setUpPage({ signOut,
    done: () => { isSettingUp = false; signedIn(state.user) } })))
}

on('revoked', () => settled().then(begin))
on('over', () => isRenewed())
on('stranger', stranger)
on('renewed', () => tabs.postMessage({ in: state.user.id }))
on('arrived', item => { if (!isOwn(item.metadata?.traceId)) toast(told(item).body, 'info', told(item).title) })
whenSignedOut(isRenewed)
whenStranger(stranger)
tabs.onmessage = ({ data }) => {
  if (data.out && data.out === state.user?.id) signedOut(null, true)
  if (data.over && data.over === state.user?.id) isRenewed()
  if (data.in && data.in !== state.user?.id) stranger()
  else if (data.in) again?.end({ id: data.in }, true)
}

// Without the clinic: what was seen last, until the network is back.
async function drawLast() {
  const kept = await last().then(({ lastKnown }) => lastKnown()).catch(() => null)
  if (!kept) return false
  const [{ offlinePage }] = await Promise.all([import('./pages/shared/offline.js'), addWords('inside')])
  const end = on('online', () => again()), again = () => { end(); begin() }
  main = navigation = null
  title.name(S.live.offline)
  replace(app, offlinePage(kept, again))
  return true
}

// Finds out who is signed in, at first and whenever that may have changed. Where nobody has been yet, the way in is there before
// the answer, and stays as it is when nobody is.
async function begin() {
  // Back from a provider that leaves the second factor to us: the token stands in the fragment, for this page alone.
  const step = new URLSearchParams(location.hash.slice(1))
  if (step.get('mfaToken')) {
    history.replaceState(null, '', location.pathname + location.search)
    return replace(app, secondStepPage({ mfaToken: step.get('mfaToken'), methods: step.get('methods').split(',') }, signedIn))
  }
  const before = state.user, isNew = !before && !localStorage.getItem(KNOWN)
  if (isNew) draw()
  else addWords('inside').catch(() => { /* asked for again where they are needed */ })
  let known = null
  try { known = await api.get('/api/auth/profile', null, { whoever: true }) } catch (error) {
    if (error.status === 0 && await drawLast()) return
    const place = h('div')
    replace(app, h('main', { id: 'main', tabindex: -1 }, h('h1', { class: 'hidden' }, S.brand), place))
    let isFirst = true
    return section(place, () => {
      if (isFirst) { isFirst = false; throw error }
      return begin()
    })
  }
  const user = known && (known.user ?? known)
  if (!user) {
    if (state.user) return signedOut(S.sign.ended)
    // They have left meanwhile, and see what comes then.
    if (before) return
    localStorage.removeItem(KNOWN)
    if (!isNew) leave()
    return isNew || draw()
  }
  if (user.id !== state.user?.id || !main?.isConnected) return signedIn(user)
  actAs(user.id)
  live.start()
}
begin()

// The shell is kept for the times without a network, once the page has what it needs; the words may come later than `load`.
const loaded = document.readyState === 'complete' ? Promise.resolve() : new Promise(resolve => addEventListener('load', resolve))
if (navigator.serviceWorker) {
  loaded.then(() => import('./data/shell.js')).then(({ keepShell }) => keepShell()).catch(() => { /* all else goes on */ })
}
