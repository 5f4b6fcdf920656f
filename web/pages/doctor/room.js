// What doctors have.
export { requestsPage } from './requests.js'
export { calendarPage } from './agenda.js'
export { schedulePage, unsetBanner as above } from './schedule.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'
