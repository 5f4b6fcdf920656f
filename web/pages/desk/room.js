// What the front desk has.
export { deskPage } from './desk.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'
