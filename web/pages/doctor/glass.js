// For doctors who need another one's patient's appointments: they name the patient by the whole address of the account, since they
// are shown no list of people; what an access opens is read here, as long as it runs.
import { S } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { FieldErrors, field, input } from '../../ui/forms.js'
import { empty, section } from '../../ui/lists.js'
import { card } from '../shared/card.js'
import { GRANTS, endGrant, glass, left } from '../shared/glass.js'

export const glassPage = ({ query }) => query.get('patientId') ? reading(query.get('patientId')) : glass({
  lead: S.glass.leadDoctor, whom, reads: grant => `/break-glass?patientId=${grant.patientId}`,
  refused: { patient_not_found: S.glass.nobody } })

const whom = () => ({
  element: field(S.glass.email, input('patientEmail', { type: 'email', autocomplete: 'off', maxlength: 255, required: true }),
    S.glass.emailHint),
  read({ patientEmail }) {
    if (!patientEmail.trim()) throw new FieldErrors({ patientEmail: S.glass.emailMissing })
    return { patientEmail: patientEmail.trim() }
  },
})

// A patient's appointments under one's own access; nothing of them stays when that is over.
function reading(patientId) {
  const place = h('div', { class: 'reading' })
  const reload = section(place, async () => {
    const grants = await api.all(GRANTS, { state: 'RUNNING' }, 'grants')
    const grant = grants.find(each => each.patientId === patientId && each.actorId === state.user.id)
    try {
      const visits = grant && await api.all('/api/appointments', { patientId }, 'appointments')
      if (visits) return shown(grant, visits, () => reload())
    } catch (error) {
      if (error.code !== 'grant_required') throw error
    }
    return empty(S.glass.over, h('a', { href: '/break-glass', 'data-link': true, class: 'button' }, S.nav.glass))
  })
  return [h('h1', null, S.nav.glass), place]
}

const shown = (grant, visits, over) => [
  h('h2', null, bdi(grant.patientName ?? S.none)),
  h('p', { class: 'lead' }, left(grant, over), ' · ', S.access.purposes[grant.purpose], ' · ', S.glass.opens),
  h('div', { class: 'actions' },
    h('a', { href: '/break-glass', 'data-link': true, class: 'button' }, S.back),
    h('button', { class: 'quiet-danger end', onclick: () => endGrant(grant, over) }, S.glass.end)),
  h('ul', { class: 'cards' }, visits.map(visit => h('li', null, card(visit).element)))]
