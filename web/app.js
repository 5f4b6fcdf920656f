// The shell: who is signed in, which page, the bar with bell and connection.
import { S } from './strings.js'
import { h, replace } from './dom.js'
import { api, whenSignedOut } from './api.js'
import { emit, on, set, state } from './store.js'
import * as live from './live.js'
import { empty, failed, toast } from './ui.js'
import { signPage } from './pages/sign.js'
import { bookPage, doctorPage } from './pages/book.js'
import { allPage, calendarPage, patientPage, requestsPage } from './pages/appointments.js'
import { schedulePage } from './pages/schedule.js'
import { accountPage } from './pages/account.js'
import { bell, inboxPage, loadInbox } from './pages/inbox.js'
import { eventsPage, figuresPage, usersPage } from './pages/admin.js'

const shared = [['/notifications', S.nav.inbox, inboxPage], ['/account', S.nav.account, accountPage]]
const pages = {
  PATIENT: [['/', S.nav.book, bookPage], ['/appointments', S.nav.appointments, patientPage], ...shared],
  DOCTOR: [
    ['/', S.nav.requests, requestsPage],
    ['/calendar', S.nav.calendar, calendarPage],
    ['/schedule', S.nav.schedule, schedulePage],
    ...shared],
  ADMIN: [
    ['/', S.nav.users, usersPage],
    ['/all', S.nav.all, allPage],
    ['/events', S.nav.events, eventsPage],
    ['/figures', S.nav.figures, figuresPage],
    ...shared],
}
const app = document.getElementById('app'), tabs = new BroadcastChannel('clinic')
let main = null, ringing = null, navigation = null

function go(path) { history.pushState(null, '', path); draw(true) }
addEventListener('popstate', () => draw(true))
addEventListener('click', event => {
  const link = event.target.closest?.('a[data-link]')
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return
  event.preventDefault()
  go(link.getAttribute('href'))
})

function draw(moved) {
  for (const open of document.querySelectorAll('dialog')) open.remove()
  if (!state.user) {
    main = null
    ringing?.end()
    const page = signPage(location.pathname === '/register', user => {
      tabs.postMessage('in')
      history.replaceState(null, '', '/')
      signedIn(user)
    })
    replace(app, page)
    if (moved) page.focus()
    return
  }
  if (!main) shell()
  const context = { go, signOut, query: new URLSearchParams(location.search) }
  const book = state.user.role === 'PATIENT' && /^\/book\/([0-9a-f-]{36})$/.exec(location.pathname)
  const page = pages[state.user.role].find(([path]) => path === location.pathname)
  replace(main,
    book ? doctorPage({ ...context, id: book[1] }) : page ? page[2](context) : empty(
      S.error.notFound,
      h('a', { href: '/', 'data-link': true, class: 'button' }, S.brand)))
  for (const link of navigation.querySelectorAll('a')) {
    if (link.getAttribute('href') === location.pathname) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  scrollTo(0, 0)
  if (moved) main.focus()
}

function shell() {
  ringing?.end()
  ringing = bell({ go })
  const dot = h('span', { class: 'live', role: 'status' })
  const tell = () => {
    if (dot.dataset.state !== state.connection) { dot.dataset.state = state.connection; dot.textContent = S.live[state.connection] }
  }
  on('connection', tell)
  tell()
  main = h('main', { id: 'main', tabindex: -1 })
  navigation = h('nav', { 'aria-label': S.menu },
    pages[state.user.role].filter(([path]) => path !== '/notifications').map(([path, name]) => h('a',
      { href: path, 'data-link': true },
      name)))
  replace(app,
    h('a', { class: 'skip', href: '#main', onclick: event => { event.preventDefault(); main.focus() } }, S.skip),
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/', 'data-link': true }, h('img', { src: '/icon.svg', alt: '' }), S.brand),
      navigation,
      h('div', { class: 'tools' },
        dot,
        ringing.root,
        h('button', { class: 'quiet sign-out', onclick: () => signOut() }, S.sign.out))),
    main)
}

async function signedIn(user) {
  main = null
  set({ user, notifications: [], unread: 0, position: null })
  draw()
  await loadInbox().catch(() => { /* the page says so when it is opened */ })
  if (state.user) live.start()
  if (new URLSearchParams(location.search).get('signInNotice') === 'password_removed') {
    toast(S.sign.passwordRemoved)
    history.replaceState(null, '', location.pathname)
  }
}

// quiet: the server knows already.
async function signOut(quiet = false) {
  if (!quiet) { try { await api.post('/api/auth/logout') } catch (error) { if (error.status !== 401) return failed(error) } }
  tabs.postMessage('out')
  signedOut()
}

function signedOut(message) {
  live.stop()
  if (!state.user) return
  set({ user: null, notifications: [], unread: 0, position: null })
  document.title = S.brand
  history.replaceState(null, '', '/')
  draw(true)
  if (message) toast(message)
}

on('revoked', () => signedOut(S.sign.ended))
on('reload', () => loadInbox().catch(() => {}))
on('arrived', item => toast(item.message, 'info', item.title))
whenSignedOut(() => signedOut(S.sign.ended))
tabs.onmessage = ({ data }) => data === 'out' ? signedOut() : state.user || begin()

async function begin() {
  let known = null
  try { known = await api.get('/api/auth/profile') } catch (error) {
    if (error.status !== 401) return replace(app,
      h('main', { id: 'main' },
        h('h1', { class: 'hidden' }, S.brand),
        empty(error.message, h('button', { onclick: begin }, S.retry))))
  }
  known ? signedIn(known.user ?? known) : draw()
}
begin()
