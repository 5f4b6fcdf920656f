// What is shown when the clinic cannot be reached from the beginning: the appointments that were seen last, and how old that is.
// Nothing can be done to them here.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { empty } from '../../ui/lists.js'
import { stamp, visitLines } from '../../ui/time.js'
import { others } from './card.js'

export function offlinePage({ role, at, items }, again) {
  const ahead = items.filter(({ endsAt }) => Date.parse(endsAt) > Date.now())
  return h('main', { id: 'main', tabindex: -1 },
    h('div', { class: 'brand big' }, h('img', { src: '/icon.svg', alt: '' }), S.brand),
    h('div', { class: 'banner offline', role: 'status' }, h('p', null, S.lastSeen({ time: stamp(at) })),
      h('button', { onclick: again }, S.retry)),
    h('h1', null, role === 'DOCTOR' ? S.cal.title : S.appt.title),
    ahead.length ? h('ul', { class: 'cards' }, ahead.map(item => h('li', null, h('article', { class: 'card appointment' },
      h('header', null, h('div', null, h('h2', null, others(item, role)), visitLines(item)),
        h('span', { class: `badge ${item.status}` }, S.status[item.status])))))) : empty(S.appt.emptyUpcoming))
}
