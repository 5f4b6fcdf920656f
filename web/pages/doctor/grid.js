// Days side by side on one axis of time. Where a visit stands and how long it is comes from its minutes; those that overlap share
// the width of their day.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { addDays, clock, dateIn, dayName, dayOfMonth, hourName, instantAt, longDate, minuteOfDay, slotClock, today,
  weekday } from '../../ui/time.js'

const HOUR = 60, DAY = 1440, DRAG = 6, TICK = 30000
const MOVABLE = ['PENDING', 'APPROVED']
const two = number => String(number).padStart(2, '0')
const wallClock = minute => `${two(Math.floor(minute / HOUR))}:${two(minute % HOUR)}`
const minutes = text => +text.slice(0, 2) * HOUR + +text.slice(3)

// [{item, from, to, lane, lanes}]: lanes are shared by all that hang together.
export function lanes(items) {
  const placed = []
  let cluster = [], end = -1
  const close = () => { const most = Math.max(0, ...cluster.map(({ lane }) => lane + 1));
    for (const each of cluster) each.lanes = most }
  for (const each of [...items].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (each.from >= end) { close(); cluster = [] }
    const taken = new Set(cluster.filter(other => other.to > each.from).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane++
    const made = { ...each, lane }
    cluster.push(made)
    placed.push(made)
    end = Math.max(end, each.to)
  }
  close()
  return placed
}

// open(visit), move(visit, slot), key(event): what is not for a visit.
export function timeGrid({ open, move, key }) {
  const root = h('div', { class: 'agenda', role: 'group', 'aria-label': S.cal.grid, tabindex: 0, onkeydown: keys })
  const said = h('p', { class: 'hidden', role: 'status' })
  let days = [], schedule, from = 0, to = DAY, moving = null, isScrolled = ''

  function show(shown, own, mode) {
    days = shown
    schedule = own
    const zone = schedule.timeZone, numbers = new Set(days.map(({ day }) => weekday(day) + 1))
    const hours = schedule.hours.filter(each => numbers.has(each.weekday))
    const edges = [...hours.flatMap(each => [minutes(each.from), minutes(each.to)]),
      ...days.flatMap(({ visits }) => visits.flatMap(item => [start(item), stop(item)]))]
    from = Math.max(0, Math.floor((Math.min(...edges, edges.length ? DAY : 9 * HOUR) - 1) / HOUR) * HOUR)
    to = Math.min(DAY, Math.ceil((Math.max(...edges, edges.length ? 0 : 17 * HOUR) + 1) / HOUR) * HOUR)
    if (to - from < 6 * HOUR) to = Math.min(DAY, from + 6 * HOUR)
    root.className = `agenda ${mode}-view`
    root.style.setProperty('--span', to - from)
    const { scrollTop } = root, focused = root.contains(document.activeElement) && document.activeElement.dataset.id
    const marks = Array.from({ length: (to - from) / HOUR }, (_, index) => from + index * HOUR)
    replace(root,
      h('div', { class: 'hours', 'aria-hidden': 'true' }, marks.map(at => place(h('span', null, hourName(at / HOUR)), at,
        HOUR))),
      days.map(({ day, visits }) => column(day, visits, zone)),
      said)
    const entries = [...root.querySelectorAll('.entry')]
    const current = entries.find(each => each.dataset.id === focused) ?? entries[0]
    if (current) current.tabIndex = 0
    if (focused) (current ?? root).focus({ preventScroll: true })
    // The first look goes to what is now, else to what comes first.
    const which = `${mode} ${days[0].day}`
    if (isScrolled === which) root.scrollTop = scrollTop
    else requestAnimationFrame(() => {
      const now = root.querySelector('.now-line') ?? root.querySelector('.entry') ?? root.querySelector('.open')
      root.scrollTop = Math.max(0, (now?.offsetTop ?? 0) - 80)
    })
    isScrolled = which
  }
  const start = item => minuteOfDay(item.startsAt, schedule.timeZone)
  // What goes on over midnight ends with the day here.
  const stop = item => { const end = minuteOfDay(item.endsAt, schedule.timeZone); return end > start(item) ? end : DAY }

  function place(element, at, length, lane = 0, of = 1) {
    for (const [name, value] of Object.entries({ at: at - from, length, lane, of })) element.style.setProperty(`--${name}`, value)
    return element
  }

  function column(day, visits, zone) {
    const isToday = day === today(zone), own = schedule.hours.filter(each => each.weekday === weekday(day) + 1)
    const away = schedule.timeOff.map(each => onDay(each, day, zone)).filter(Boolean)
    const isOpen = own.length > 0 || schedule.hours.length === 0
    const spans = lanes(visits.map(item => ({ item, from: start(item), to: stop(item) })))
    const track = h('div', { class: 'track', 'data-day': day },
      schedule.hours.length ? own.map(each => place(h('i', { class: 'open' }), minutes(each.from),
        minutes(each.to) - minutes(each.from)))
        : place(h('i', { class: 'open' }), from, to - from),
      away.map(span => place(h('i', { class: 'away' }, h('span', null, span.reason ? `${S.cal.away}: ${span.reason}` : S.cal.away)),
        Math.max(span.from, from), Math.min(span.to, to) - Math.max(span.from, from))),
      spans.map(span => entry(span, zone)))
    if (isToday) {
      const line = h('i', { class: 'now-line', title: S.cal.now }), tick = () => {
        if (!line.isConnected && line.wasShown) return clearInterval(timer)
        line.wasShown = line.isConnected
        const now = minuteOfDay(Date.now(), zone)
        line.hidden = now < from || now > to
        place(line, now, 0)
      }
      const timer = setInterval(tick, TICK)
      track.append(line)
      tick()
    }
    return h('section', { class: isToday ? 'now' : null, 'aria-label': longDate(day) },
      h('h3', null, h('span', null, dayName(weekday(day), 'short')), ' ', h('b', null, dayOfMonth(day)),
        h('small', null, visits.length ? S.cal.visits({ n: visits.length }) : isOpen ? S.cal.free : S.cal.closed)),
      track)
  }

  const onDay = (absence, day, zone) => {
    const [begin, end] = [absence.from, absence.to].map(each => ({ day: dateIn(each, zone), at: minuteOfDay(each, zone) }))
    if (begin.day > day || end.day < day) return null
    const span = { from: begin.day < day ? 0 : begin.at, to: end.day > day ? DAY : end.at, reason: absence.reason }
    return span.to > from && span.from < to ? span : null
  }

  function entry({ item, from: at, to: end, lane, lanes: of }, zone) {
    const time = S.time.span({ from: clock(item.startsAt, zone), to: clock(item.endsAt, zone) })
    return place(h('button', { class: `entry ${item.status}`, 'data-id': item.id, tabindex: -1,
      'aria-label': S.cal.label({ time, patient: item.patientName, status: S.status[item.status] }),
        title: `${time} ${item.patientName}`,
      onclick: () => { if (!moving) open(item) }, onfocus: event => rove(event.target), onpointerdown: event => drag(event, item) },
    h('b', null, clock(item.startsAt, zone)), ' ', bdi(item.patientName)), at, end - at, lane, of)
  }

  // One of all visits is in the order of the Tab key.
  function rove(to) { for (const each of root.querySelectorAll('.entry[tabindex="0"]')) each.tabIndex = -1; to.tabIndex = 0 }

  const visit = id => days.flatMap(({ visits }) => visits).find(item => item.id === id)

  function keys(event) {
    const button = event.target.closest('.entry')
    if (moving) return keysOfMove(event)
    if (button && event.key === 'm' && MOVABLE.includes(visit(button.dataset.id).status)) { event.preventDefault();
      return lift(button) }
    const next = button && neighbour(button, event.key)
    if (next) { event.preventDefault(); return next.focus() }
    key(event)
  }

  function neighbour(button, name) {
    const tracks = [...root.querySelectorAll('.track')], own = tracks.indexOf(button.parentNode),
      rtl = document.documentElement.dir === 'rtl'
    const inDay = track => [...track?.querySelectorAll('.entry') ?? []], mine = inDay(button.parentNode), at = mine.indexOf(button)
    const beside = step => {
      for (let index = own + step; tracks[index]; index += step) {
        const there = inDay(tracks[index]), top = button.offsetTop
        if (there.length) return there.reduce((best,
          each) => Math.abs(each.offsetTop - top) < Math.abs(best.offsetTop - top) ? each : best)
      }
      return null
    }
    return { ArrowDown: () => mine[at + 1], ArrowUp: () => mine[at - 1], ArrowRight: () => beside(rtl ? -1 : 1),
      ArrowLeft: () => beside(rtl ? 1 : -1), Home: () => mine[0], End: () => mine.at(-1) }[name]?.()
  }

  // Moving: the visit goes along the grid as it is told to, and nothing is done before the question is answered.
  function lift(button) {
    const item = visit(button.dataset.id)
    moving = { button, item, day: dateIn(item.startsAt, schedule.timeZone), at: start(item), length: stop(item) - start(item) }
    button.classList.add('moving')
    tell()
  }
  function tell() {
    const text = S.time.at({ day: longDate(moving.day), time: slotClock(wallClock(moving.at)) })
    said.textContent = text
    moving.button.querySelector('b').textContent = text
  }
  function shift(day, at) {
    const track = root.querySelector(`[data-day="${day}"]`)
    if (!track || at < from || at + moving.length > to) return
    Object.assign(moving, { day, at })
    if (moving.button.parentNode !== track) track.append(moving.button)
    place(moving.button, at, moving.length)
    moving.button.focus({ preventScroll: true })
    moving.button.scrollIntoView({ block: 'nearest' })
    tell()
  }
  function keysOfMove(event) {
    const { day, at } = moving, step = schedule.slotMinutes, aside = document.documentElement.dir === 'rtl' ? -1 : 1
    const does = { ArrowDown: () => shift(day, at + step), ArrowUp: () => shift(day, at - step),
      ArrowRight: () => shift(addDays(day, aside), at), ArrowLeft: () => shift(addDays(day, -aside), at),
      Enter: () => put(), Escape: () => lower() }[event.key]
    if (!does) return
    event.preventDefault()
    event.stopPropagation()
    does()
  }
  async function put() {
    const { item, day, at, length } = moving, zone = schedule.timeZone
    const isSame = day === dateIn(item.startsAt, zone) && at === start(item)
    if (!isSame) {
      const startsAt = instantAt(`${day}T${wallClock(at)}`, zone)
      await move(item, { date: day, time: wallClock(at), startsAt,
        endsAt: new Date(Date.parse(startsAt) + length * 60000).toISOString() })
    }
    lower()
  }
  // Back to how it is known to be.
  function lower() {
    if (!moving) return
    const { id } = moving.item
    moving = null
    show(days, schedule, root.classList.contains('day-view') ? 'day' : 'week')
    root.querySelector(`[data-id="${id}"]`)?.focus({ preventScroll: true })
  }

  function drag(event, item) {
    if (event.button || event.pointerType === 'touch' || !MOVABLE.includes(item.status)) return
    const button = event.currentTarget, { clientX: x, clientY: y } = event, grip = y - button.getBoundingClientRect().top
    const along = turned => {
      if (!moving) {
        if (Math.hypot(turned.clientX - x, turned.clientY - y) < DRAG) return
        lift(button)
      }
      const track = document.elementsFromPoint(turned.clientX, turned.clientY).find(each => each.matches('.track'))
      if (!track) return
      const box = track.getBoundingClientRect(), minute = (turned.clientY - grip - box.top) / box.height * (to - from) + from
      shift(track.dataset.day, Math.round(minute / 15) * 15)
    }
    const end = dropped => {
      removeEventListener('pointermove', along)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
      if (!moving) return
      // The click that follows a drag opens nothing.
      addEventListener('click', click => click.stopPropagation(), { capture: true, once: true })
      setTimeout(() => dropped.type === 'pointerup' ? put() : lower())
    }
    addEventListener('pointermove', along)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
  }

  return { root, show }
}
