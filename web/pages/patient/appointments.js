// A patient's appointments: what is to come, the next of it as a card of its own; what has been; what did not come about.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { lastKnown, remember } from '../../data/last.js'
import { on, state } from '../../data/store.js'
import { empty, liveList } from '../../ui/lists.js'
import { dateIn, duration, stamp, today, visitTimes } from '../../ui/time.js'
import { calendarLinks } from '../shared/calendars.js'
import { card } from '../shared/card.js'
import { titled } from '../shared/names.js'

const DAY = 86400000, MINUTE = 60000, SOON = 24
const now = () => new Date().toISOString()
const fetch = (query, limit) => api.some('/api/appointments/my', query, 'appointments', limit)

// What goes on counts as to come: visits are at most eight hours long.
const LONGEST = 8 * 60 * MINUTE
const isOver = ({ endsAt }) => Date.parse(endsAt) <= Date.now()
const TABS = {
  upcoming: async limit => {
    const { items, isWhole } = await fetch({ status: 'PENDING,APPROVED,COMPLETED', sort: 'startsAt',
      startsFrom: new Date(Date.now() - LONGEST).toISOString() }, limit)
    return { items: items.filter(item => !isOver(item)), isWhole }
  },
  past: async limit => {
    const { items, isWhole } = await fetch({ status: 'PENDING,APPROVED,COMPLETED', startsBefore: now() }, limit)
    return { items: items.filter(isOver), isWhole }
  },
  cancelled: limit => fetch({ status: 'REJECTED,CANCELLED' }, limit),
}
const NONE = { upcoming: 'emptyUpcoming', past: 'emptyPast', cancelled: 'emptyCancelled' }

export function appointmentsPage({ query }) {
  const tab = query.get('tab') in TABS ? query.get('tab') : 'upcoming'
  const list = h('div'), hero = nextVisit(), isNext = tab === 'upcoming'
  const old = h('p', { class: 'warning', role: 'status', hidden: true })
  const keep = found => {
    old.hidden = true
    if (isNext) remember(found.items).catch(() => { /* it is only for later */ })
    return found
  }
  // Without the clinic, what was seen last, and how old it is.
  async function asOf(error) {
    const known = isNext && error.status === 0 && await lastKnown().catch(() => null)
    if (known?.owner !== state.user.id) throw error
    old.textContent = S.lastSeen({ time: stamp(known.at) })
    old.hidden = false
    return { items: known.items.filter(item => !isOver(item)), isWhole: true }
  }
  const load = async limit => {
    const found = await TABS[tab](limit).then(keep, error => asOf(error))
    hero.show(isNext && found.items.find(({ status }) => status !== 'COMPLETED'))
    return found
  }
  const { reload } = liveList(list, { load, row: item => card(item), step: 20,
    // One that is cancelled or declined under the reader's eyes stays and says so.
    gone: item => api.get(`/api/appointments/${item.id}`),
    none: () => empty(S.appt[NONE[tab]], isNext && h('a', { class: 'button primary', href: '/', 'data-link': true },
      S.appt.emptyBook)) })
  const end = on('connection', now => list.isConnected ? now === 'live' && !old.hidden && reload() : end())
  return [
    h('h1', null, S.appt.title),
    h('nav', { class: 'tabs', 'aria-label': S.appt.which }, Object.keys(TABS).map(each => h('a',
      { href: each === 'upcoming' ? '/appointments' : `/appointments?tab=${each}`, 'data-link': true,
        'aria-current': each === tab && 'page' }, S.appt[each]))),
    old,
    hero.root,
    list]
}

// Over the list: how long until the next visit, where it is, and how it gets into one's calendar.
function nextVisit() {
  const left = h('strong', { class: 'countdown' }), body = h('div'), root = h('section', { class: 'card next-visit', hidden: true },
    h('p', { role: 'status' }, S.appt.next, ' ', left), body)
  let visit = null
  const tick = () => {
    if (!root.isConnected && root.wasShown) return clearInterval(timer)
    root.wasShown ||= root.isConnected
    if (visit) left.textContent = leftUntil(visit)
  }
  const timer = setInterval(tick, MINUTE / 2)
  return { root, show(item) {
    const isSame = item && visit && item.id === visit.id && item.version === visit.version
    visit = item || null
    root.hidden = !visit
    tick()
    if (visit && !isSame) replace(body, h('p', null, titled(visit.doctorName), ', ', visitTimes(visit).clinic),
      h('p', { class: 'hint' }, visit.status === 'PENDING' ? S.appt.notYet : S.appt.come), calendarLinks(visit))
  } }
}

// "now", "in 2 hours 5 minutes", "tomorrow", "in 12 days".
function leftUntil({ startsAt, timeZone }) {
  const minutes = Math.ceil((Date.parse(startsAt) - Date.now()) / MINUTE)
  if (minutes <= 0) return S.appt.now
  if (minutes < SOON * 60) return S.appt.inTime({ time: duration(minutes) })
  return S.appt.in({ n: Math.round((Date.parse(dateIn(startsAt, timeZone)) - Date.parse(today(timeZone))) / DAY) })
}
