// For admins: who has looked at somebody's data. They say whose and why, which that person sees; so it is asked for by a button.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { FieldErrors, field, form, select } from '../../ui/forms.js'
import { accesses } from '../shared/accesses.js'
import { nameOf, personFilter } from './filters.js'
import { visitTabs } from './tabs.js'

export function accessPage() {
  const place = h('div'), chosen = { values: {}, set(changes) { Object.assign(chosen.values, changes) } }
  const search = form({ class: 'card' }, problem => [
    personFilter(S.log.whose, 'patientId', chosen, undefined, () => {}),
    h('div', { class: 'two' },
      field(S.log.why, select('purpose', S.log.purpose, 'PATADMIN')),
      field(S.access.which, select('own', { '': S.access.others, true: S.log.own }, ''))),
    problem,
    h('button', { type: 'submit', class: 'primary' }, S.log.search)],
  async ({ purpose, own }) => {
    const { patientId } = chosen.values
    if (!patientId) throw new FieldErrors({ 'patientId-text': S.log.missing })
    const list = h('div')
    replace(place, list)
    accesses(list, { asked: { patientId, purpose, own }, none: S.log.none, who })
  })
  return [visitTabs('/access-log'), h('h1', null, S.log.title), h('p', { class: 'lead' }, S.log.lead), search, place]
}

// The role, and the name as soon as it is known.
function who({ role, actorId }) {
  const name = S.role[role] ?? S.access.roles[role], text = h('span', null, name)
  if (actorId) nameOf(actorId).then(known => known && replace(text, bdi(known), ` (${name})`), () => { /* the role says enough */ })
  return text
}
