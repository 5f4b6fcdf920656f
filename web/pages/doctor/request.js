// One request as a line: when, who and what about, how long it waits, and the answers. An answered one goes with the next answer of
// the list; until then it shows what it has become.
import { S } from '../../locales/words.js'
import { bdi, h, keepFocus, replace } from '../../ui/dom.js'
import { clock, dateIn, isElsewhere, longDate, since, viewerClock, visitTimes } from '../../ui/time.js'
import { actionsOn } from '../shared/card.js'

// reload(), key(event, row), show(item, reload), choose(id, is).
export function requestRow(item, { reload, key, show, choose }) {
  const root = h('article', { class: 'appointment line', 'data-id': item.id, tabindex: 0, onkeydown: event => key(event, row) })
  const acts = actionsOn(item, draw, reload)
  const box = h('input', { type: 'checkbox', onchange: () => choose(acts.item.id, box.checked) })
  const row = { element: root, acts, update,
    choose(is = !box.checked) { box.checked = is; choose(acts.item.id, is) } }
  function draw(shown) {
    const { startsAt, endsAt, timeZone } = shown, what = visitTimes(shown).clinic
    const button = (name, text, onclick, kind) => h('button',
      { class: kind, 'data-act': name, tabindex: 0, 'aria-label': S.about({ action: text, what }), onclick }, text)
    root.setAttribute('aria-label', `${shown.patientName}, ${what}, ${S.status[shown.status]}`)
    box.setAttribute('aria-label', S.about({ action: S.appt.choose, what: `${shown.patientName}, ${what}` }))
    box.disabled = shown.status !== 'PENDING'
    keepFocus(root, () => replace(root,
      h('div', { class: 'line-when' },
        h('p', { class: 'when' }, h('strong', null, S.time.span({ from: clock(startsAt, timeZone), to: clock(endsAt, timeZone) })),
          ' ', longDate(dateIn(startsAt, timeZone)), ' ', h('small', null, timeZone)),
        isElsewhere(startsAt, timeZone) && h('p', { class: 'hint' }, S.time.yours({ time: viewerClock(startsAt, timeZone) }))),
      h('div', { class: 'line-who' },
        h('h2', null, bdi(shown.patientName)),
        shown.reason && h('dl', null, h('dt', { class: 'hidden' }, S.appt.visit),
          h('dd', { class: 'two-lines', title: shown.reason }, shown.reason))),
      h('div', { class: 'line-status' },
        h('span', { class: `badge ${shown.status}` }, S.status[shown.status]),
        h('small', null, S.time.ago({ time: since(shown.createdAt) }))),
      h('div', { class: 'actions' }, shown === acts.item && shown.status === 'PENDING' && [
        button('approve', S.appt.approve, acts.approve, 'primary'),
        button('reject', S.appt.reject, acts.decline)],
      button('details', S.appt.details, () => show(acts.item, reload), 'quiet'), h('span', { class: 'check' }, box))))
  }
  draw(item)
  function update(now) {
    const isSame = now.version === acts.item.version
    acts.item = now
    if (!isSame) draw(now)
  }
  return row
}
