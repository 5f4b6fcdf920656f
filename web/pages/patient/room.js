// What patients have.
import { h, replace } from '../../ui/dom.js'
import { failed } from '../../ui/toasts.js'
export { findPage } from './find.js'
export { doctorPage } from './times.js'
export { confirmPage } from './confirm.js'
export { bookedPage } from './booked.js'
export { appointmentsPage } from './appointments.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'

// Loaded when somebody looks at it: few do often.
export function accessPage(context) {
  const page = h('div')
  import('./access.js').then(({ accessPage }) => replace(page, accessPage(context)), failed)
  return page
}
