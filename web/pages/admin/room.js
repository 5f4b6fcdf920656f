// What admins have.
export { usersPage } from './users.js'
export { allPage } from './visits.js'
export { eventsPage } from './events.js'
export { figuresPage } from './figures.js'
export { synonymsPage } from './synonyms.js'
export { healthPage } from './health.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'
