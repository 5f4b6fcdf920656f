// What patients have.
export { findPage } from './find.js'
export { doctorPage } from './times.js'
export { confirmPage } from './confirm.js'
export { bookedPage } from './booked.js'
export { appointmentsPage } from './appointments.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'
