// The window's title: what is unread, whether something is wrong, the page, the clinic.
import { S } from '../locales/words.js'
import { on, state } from '../data/store.js'

let page = '', isWrong = false

export function name(of) { page = of; isWrong = false; draw() }
export function wrong(is) { isWrong = is; draw() }

function draw() {
  const whole = page ? S.titled({ page, brand: S.brand }) : S.brand
  document.title = (state.unread ? `(${state.unread}) ` : '') + (isWrong ? S.wrong({ title: whole }) : whole)
}
on('unread', draw)
