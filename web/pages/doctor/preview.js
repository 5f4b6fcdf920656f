// A week of working hours at a glance: a bar for each day, filled where there are hours.
import { S } from '../../locales/words.js'
import { h, replace, svg } from '../../ui/dom.js'
import { dayName, hourName, slotClock, weekOrder } from '../../ui/time.js'

const DAY = 1440, MARKS = [0, 6, 12, 18]
const minutes = text => +text.slice(0, 2) * 60 + +text.slice(3)

// show(days): for each weekday from Monday on its [from, to]; what is not a span is left out. 00:00 at the end is midnight.
export function hoursPreview() {
  const root = h('figure', { class: 'preview' })
  const say = spans => spans.map(([from, to]) => S.time.span({ from: slotClock(from), to: slotClock(to) })).join(', ')
  return { root, show(days) {
    const spans = days.map(day => day.filter(([from, to]) => from && to && (to === '00:00' || from < to)))
    replace(root, h('figcaption', null, S.sched.preview),
      weekOrder.map(day => h('div', { class: 'preview-day' },
        h('span', { 'aria-hidden': 'true' }, dayName(day, 'short')),
        svg('svg', { viewBox: `0 0 ${DAY} 40`, preserveAspectRatio: 'none', role: 'img',
          'aria-label': `${dayName(day)}: ${say(spans[day]) || S.sched.closed}` },
        svg('rect', { class: 'ground', width: DAY, height: 40, rx: 8 }),
        spans[day].map(([from, to]) => svg('rect', { x: minutes(from), height: 40, rx: 8,
          width: (to === '00:00' ? DAY : minutes(to)) - minutes(from) }))))),
      h('div', { class: 'preview-day', 'aria-hidden': 'true' }, h('span'),
        h('div', { class: 'preview-marks' }, MARKS.map(hour => h('small', null, hourName(hour))))))
  } }
}
