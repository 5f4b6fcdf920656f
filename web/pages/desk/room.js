// What the front desk has.
export { deskPage } from './desk.js'
export { accountPage } from '../shared/account.js'
