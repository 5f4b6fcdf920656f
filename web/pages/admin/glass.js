// For admins: the patient is found by name, and everybody's accesses are here, to be reviewed.
import { S } from '../../locales/words.js'
import { FieldErrors } from '../../ui/forms.js'
import { glass } from '../shared/glass.js'
import { personFilter } from './filters.js'
import { visitTabs } from './tabs.js'

export const glassPage = () => glass({ above: visitTabs('/break-glass'), lead: S.glass.lead, whom,
  reads: grant => `/all?patientId=${grant.patientId}` })

function whom() {
  const chosen = { values: {}, set(changes) { Object.assign(chosen.values, changes) } }
  return {
    element: personFilter(S.admin.patient, 'patientId', chosen, 'PATIENT', () => {}),
    read() {
      const { patientId } = chosen.values
      if (!patientId) throw new FieldErrors({ 'patientId-text': S.glass.whom })
      return { patientId }
    },
  }
}
