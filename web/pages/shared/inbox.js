// The bell with its dropdown, and the history page. Every change shows at once and is taken back when the server refuses it.
import { S, language } from '../../locales/words.js'
import { bdi, focusOn, h, keepFocus, replace, withNames } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { on, state } from '../../data/store.js'
import { act, loadInbox, loadMore } from '../../data/sync.js'
import { ask, hang } from '../../ui/dialogs.js'
import { icon } from '../../ui/icons.js'
import { empty, section } from '../../ui/lists.js'
import { stamp, visitTimes } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { titled } from './names.js'

async function change(kind, ids, send) {
  try { await act(kind, ids, send) } catch (error) { toast(S.error.rolled({ why: error.message }), 'bad') }
}

const mark = ({ id }, kind) => change(kind, [id], () => api.patch(`/api/notifications/${id}/${kind}`))
const remove = ({ id }) => change('deleted', [id], () => api.delete(`/api/notifications/${id}`))
const readAll = () => change('all-read', [], () => api.patch('/api/notifications/read-all'))
const clear = () => ask(S.inbox.clearTitle, { lead: [h('p', null, S.inbox.clearLead)], confirm: S.inbox.clear, danger: true,
  work: () => { change('all-deleted', [], () => api.delete('/api/notifications')) } })

// A notification in this language: {title, body}, with the viewer's time where it is another than the clinic's. The server's own
// words, which quote reasons, are in the language that the account had then.
export function told({ type, title, message, metadata: { patientName, doctorName, startsAt, endsAt, timeZone, role, bookedBy,
  cancelledBy, language: written = 'en' } }) {
  const times = startsAt && timeZone && visitTimes({ startsAt, endsAt, timeZone }), own = S.news[type.replace('appointment.', '')]
  // What the clinic has booked only the server's words say.
  const sentence = language !== written && !bookedBy && times && own?.[role]
  const text = sentence ? sentence({ patient: bdi(patientName), doctor: titled(doctorName), time: times.clinic,
    who: S.role[cancelledBy] })
    : withNames(message, [patientName, doctorName])
  return { title: sentence ? own.title : title, visit: times?.clinic,
    body: [h('span', null, text), times?.viewer && h('small', null, times.viewer)] }
}

// Where it leads: to the visit, or to who has looked at one's data, or to what an admin reviews.
const ACCESS = ['appointment.viewed', 'appointment.unsealed']
const leads = ({ type, metadata }) => ACCESS.includes(type) ? metadata.role === 'ADMIN' ? '/break-glass' : '/access-log'
  : metadata?.appointmentId && `/appointments/${metadata.appointmentId}`

function row(item) {
  const { title, visit, body } = told(item), to = leads(item)
  // Several have one title: what tells them apart is the visit.
  const which = visit ?? stamp(item.createdAt), of = action => S.about({ action, what: `${title}, ${which}` })
  return h('li', { class: item.read ? 'note' : 'note unread', 'data-id': item.id },
    h('div', null,
      h('strong', null, to ? h('a', { href: to, 'data-link': true, 'data-act': 'open',
        'aria-label': S.about({ action: title, what: which }),
        onclick: () => item.read || mark(item, 'read') }, title) : title),
      h('p', null, body), h('small', null, stamp(item.createdAt))),
    h('div', { class: 'actions' },
      h('button', { class: 'quiet', 'data-act': 'mark', 'aria-label': of(item.read ? S.inbox.unread : S.inbox.read),
        onclick: () => mark(item, item.read ? 'unread' : 'read') }, item.read ? S.inbox.unread : S.inbox.read),
      h('button', { class: 'quiet', 'data-act': 'remove', 'aria-label': of(S.inbox.remove), onclick: () => remove(item) },
        S.inbox.remove)))
}

// A list of notifications that is patched: a row that stays, stays where it is, and keeps the focus.
function notes(attributes) {
  const list = h('ul', attributes), shown = new Map()
  function show(items) {
    const ids = new Set(items.map(({ id }) => id)), before = list.getBoundingClientRect().top < 0 && list.offsetHeight
    for (const [id, { element }] of [...shown]) {
      if (ids.has(id)) continue
      const next = element.contains(document.activeElement) && (element.nextElementSibling ?? element.previousElementSibling)
      element.remove()
      shown.delete(id)
      if (next) focusOn(next.querySelector('[data-act=mark]'))
    }
    let last = null
    for (const item of items) {
      let known = shown.get(item.id)
      if (!known || known.item.read !== item.read) {
        const made = row(item)
        if (!known) last ? last.after(made) : list.prepend(made)
        else {
          const { activeElement } = document
          const name = known.element.contains(activeElement) && activeElement.dataset.act
          known.element.replaceWith(made)
          if (name) made.querySelector(`[data-act=${name}]`).focus()
        }
        shown.set(item.id, known = { element: made, item })
      }
      last = known.element
    }
    // What is read stays where it is though new ones come above it.
    if (before && !CSS.supports('overflow-anchor', 'auto')) scrollBy(0, list.offsetHeight - before)
  }
  return { list, show }
}

export function bell({ go }) {
  const count = h('span', { class: 'count', 'aria-hidden': 'true' }), { list, show: showNotes } = notes({ class: 'notes' })
  const nothing = h('p', { class: 'hint' }, S.inbox.empty)
  const panel = h('div', { class: 'panel', role: 'region', 'aria-label': S.inbox.title },
    h('div', { class: 'panel-head' },
      h('strong', null, S.inbox.title),
      h('button', { class: 'quiet', onclick: readAll }, S.inbox.readAll)),
    list, nothing,
    h('a', { class: 'button wide quiet', href: '/notifications', 'data-link': true }, S.inbox.all))
  const button = h('button', { class: 'icon bell' }, icon('bell'), count), root = h('div', { class: 'bell-box' }, button, panel)
  function draw() {
    count.textContent = state.unread > 99 ? '99+' : state.unread || ''
    button.setAttribute('aria-label', S.inbox.bell({ n: state.unread }))
    nothing.hidden = state.notifications.length > 0
    if (!panel.hidden) showNotes(state.notifications.slice(0, 6))
  }
  const ends = [on('unread', draw), on('notifications', draw), hang(root, button, panel, draw).end]
  draw()
  return { root, end: () => ends.forEach(end => end()) }
}

export function inboxPage() {
  const body = h('div'), { list, show } = notes({ class: 'notes card' })
  const more = h('button', { class: 'more', onclick: () => loadMore().catch(failed) }, S.more)
  const some = [h('div', { class: 'actions' },
    h('button', { 'data-act': 'all', onclick: readAll }, S.inbox.readAll),
    h('button', { class: 'quiet-danger', onclick: clear }, S.inbox.clear)), list, more]
  let isFull = null
  const draw = () => {
    const has = state.notifications.length > 0
    if (has !== isFull) keepFocus(body, () => replace(body, has ? some : empty(S.inbox.empty)))
    isFull = has
    show(state.notifications)
    more.hidden = !state.inbox.nextCursor
  }
  const page = h('div')
  section(page, async () => { await loadInbox(); draw(); return body })
  const end = on('notifications', () => page.isConnected ? draw() : end())
  return [h('h1', null, S.inbox.title), page]
}
