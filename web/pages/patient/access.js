// Who has looked at one's own data and who has changed them; one's own doings apart.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { accesses } from '../shared/accesses.js'
import { checkpointCard } from './checkpoint.js'

export function accessPage({ query }) {
  const isOwn = query.get('tab') === 'own', list = h('div'), keep = h('div')
  accesses(list, { asked: { own: isOwn }, none: isOwn ? S.access.noneOwn : S.access.none,
    keep: checkpoint => replace(keep, checkpointCard(checkpoint)) })
  const tab = (name, href, isHere) => h('a', { href, 'data-link': true, 'aria-current': isHere && 'page' }, name)
  return [
    h('h1', null, S.access.title),
    h('p', { class: 'lead' }, S.access.lead),
    h('nav', { class: 'tabs', 'aria-label': S.access.which },
      tab(S.access.others, '/access-log', !isOwn), tab(S.access.own, '/access-log?tab=own', isOwn)),
    list, keep]
}
