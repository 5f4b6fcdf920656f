// Bars over days with an axis, today marked, the number under the pointer, and the same as a table.
import { S, number } from '../locales/words.js'
import { h, replace, svg } from './dom.js'
import { longDate, shortDate } from './time.js'

const WIDTH = 560, HEIGHT = 190, LEFT = 34, BOTTOM = 24, TOP = 8, LABELS = 5

// The axis ends at a round number that is not less.
export function roundUp(value) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return Math.max(4, [1, 2, 4, 5, 8, 10].map(each => each * unit).find(each => each >= value))
}

// pairs: [[date, number]] without a gap; link(date): where a bar leads, null where there is nowhere; go(path).
export function dayChart(title, pairs, { today, link = () => null, go }) {
  const most = roundUp(Math.max(...pairs.map(([, value]) => value))), step = (WIDTH - LEFT) / pairs.length
  const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most), every = Math.ceil(pairs.length / LABELS)
  const under = h('p', { class: 'chart-under', 'aria-hidden': 'true' }), sum = pairs.reduce((all, [, value]) => all + value, 0)
  const say = ([date, value]) => S.chart.day({ date: longDate(date), n: value })
  const quiet = () => { under.textContent = S.chart.sum({ n: sum }) }
  quiet()
  const lines = [0, most / 2, most].map(value => svg('g', { class: 'axis' },
    svg('line', { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }),
    svg('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, number(value))))
  const bars = pairs.map((pair, index) => {
    const [date, value] = pair, x = LEFT + index * step, path = link(date), isToday = date === today,
      isEnd = WIDTH - x < 2 * step
    return svg('g', { class: ['bar', isToday && 'today', path && 'linked'].filter(Boolean).join(' '),
      onpointerenter: () => { under.textContent = say(pair) }, onclick: path && (() => go(path)) },
    svg('rect', { class: 'touch', x, y: TOP, width: step, height: HEIGHT - TOP - BOTTOM }),
    svg('rect', { x: x + step * 0.15, y: y(value), width: step * 0.7, height: Math.max(value ? 2 : 0, y(0) - y(value)), rx: 2 }),
    (isToday || index % every === 0 && Math.abs(index - pairs.findIndex(([day]) => day === today)) > 2) && svg('text',
      { x: isEnd ? WIDTH : x + step / 2, y: HEIGHT - 6, 'text-anchor': isEnd ? 'end' : 'middle' },
      isToday ? S.cal.today : shortDate(date)))
  })
  const picture = h('div', { onpointerleave: quiet }, svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img',
    'aria-label': S.about({ action: title, what: S.chart.sum({ n: sum }) }) }, lines, bars), under)
  const table = h('div', { class: 'chart-table', hidden: true, tabindex: 0, role: 'group', 'aria-label': title })
  const toggle = h('button', { class: 'quiet', 'aria-expanded': 'false', onclick: () => {
    table.hidden = !table.hidden
    picture.hidden = !table.hidden
    toggle.setAttribute('aria-expanded', String(!table.hidden))
    toggle.textContent = table.hidden ? S.chart.table : S.chart.picture
    if (!table.hidden && !table.firstChild) replace(table, tableOf(title, pairs, link))
  } }, S.chart.table)
  return h('figure', { class: 'card chart' }, h('figcaption', null, title, toggle), picture, table)
}

const tableOf = (title, pairs, link) => h('table', null, h('caption', { class: 'hidden' }, title),
  h('thead', null, h('tr', null, h('th', { scope: 'col' }, S.chart.date), h('th', { scope: 'col' }, S.chart.number))),
  h('tbody', null, pairs.map(([date, value]) => h('tr', null, h('th', { scope: 'row' },
    link(date) ? h('a', { href: link(date), 'data-link': true }, longDate(date)) : longDate(date)), h('td', null, number(value))))))
