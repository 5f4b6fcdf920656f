// The first things to do, as a list that goes when all is done or somebody puts it away.
import { S } from '../locales/words.js'
import { h, replace } from './dom.js'
import { icon } from './icons.js'

const AWAY = 'clinic.begun.'

// steps() answers [{text, isDone, href | act}], maybe later; `name`: whose list it is.
export function checklist(name, steps) {
  const root = h('section', { class: 'card checklist', hidden: true, 'aria-labelledby': 'begin' })
  const put = () => { localStorage.setItem(AWAY + name, '1'); root.remove(); document.querySelector('main h1')?.focus() }
  async function draw() {
    const all = await steps(), done = all.filter(each => each.isDone).length
    root.hidden = done === all.length
    replace(root,
      h('header', null, h('h2', { id: 'begin' }, S.begin.title), h('small', null, S.begin.done({ n: done, all: all.length })),
        h('button', { class: 'icon', 'aria-label': S.begin.away, onclick: put }, icon('cross'))),
      h('progress', { max: all.length, value: done, 'aria-labelledby': 'begin' }),
      h('ol', null, all.map(({ text, isDone, href, act }) => h('li', { class: isDone ? 'done' : null },
        h('span', { 'aria-hidden': 'true' }, isDone ? '✓' : '○'),
        href ? h('a', { href, 'data-link': true }, text) : h('button', { class: 'quiet', onclick: () => act(draw) }, text),
        isDone && h('span', { class: 'hidden' }, S.begin.isDone)))))
  }
  if (localStorage.getItem(AWAY + name)) return null
  draw().catch(() => root.remove())
  return root
}
