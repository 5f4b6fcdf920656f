// What doctors have.
import { addWords } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { failed } from '../../ui/toasts.js'
export { requestsPage } from './requests.js'
export { calendarPage } from './agenda.js'
export { schedulePage, unsetBanner as above } from './schedule.js'
export { visitPage } from '../shared/card.js'
export { accountPage } from '../shared/account.js'

// Loaded when somebody needs it: few do often.
export function glassPage(context) {
  const page = h('div')
  Promise.all([import('./glass.js'), addWords('admin')]).then(([{ glassPage }]) => replace(page, glassPage(context)), failed)
  return page
}
