// The clinic's figures: what was booked on each day and what takes place on each, how well it goes beside the four weeks before,
// and when each specialization is free next.
import { S, locale, number } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { dayChart } from '../../ui/chart.js'
import { empty, section } from '../../ui/lists.js'
import { addDays, duration, stamp, today } from '../../ui/time.js'
import { titled } from '../shared/names.js'
import { addressed, personFilter } from './filters.js'
import { figureTabs } from './tabs.js'

// Days shown, and how many of them lie behind.
const DAYS = 28, BEHIND = 14, DAY = 1440
const percent = value => value === null ? null : new Intl.NumberFormat(locale, { style: 'percent' }).format(value)

export function figuresPage({ query, go }) {
  const filters = addressed(query), place = h('div'), free = h('div')
  const reload = section(place, async () => {
    const now = today(), from = addDays(now, -BEHIND), to = addDays(from, DAYS), { doctorId } = filters.values
    const ask = (from, to) => api.get('/api/appointments/figures', { from, to, doctorId })
    const [around, past, before] = await Promise.all([ask(from, to), ask(addDays(now, -DAYS), now),
      ask(addDays(now, -2 * DAYS), addDays(now, -DAYS))])
    const by = new Map(around.days.map(each => [each.date, each]))
    const days = Array.from({ length: DAYS }, (_, index) => addDays(from, index))
    const of = name => days.map(date => [date, by.get(date)?.[name] ?? 0])
    const list = date => `/all?${new URLSearchParams({ ...doctorId && { doctorId }, from: date, to: date })}`
    return [
      h('h2', null, S.figures.past),
      kpis(past.totals, before.totals),
      h('div', { class: 'charts' },
        dayChart(S.figures.booked, of('booked').filter(([date]) => date <= now), { today: now }),
        dayChart(S.figures.visits, of('visits'), { today: now, link: list, go }))]
  })
  section(free, async () => {
    const { specializations } = await api.get('/api/appointments/figures/next-free')
    if (!specializations.length) return empty(S.book.noDoctors)
    return h('ul', { class: 'rows card' }, specializations.map(each => h('li', null,
      h('span', null, h('strong', null, each.specialization ?? S.figures.without),
        h('small', null, S.book.doctors({ n: each.doctors }))),
      h('span', null, each.slot ? [stamp(each.slot.startsAt, each.timeZone), ', ', titled(each.name)] : S.figures.noneFree))))
  })
  return [
    figureTabs('/figures'),
    h('h1', null, S.admin.figures),
    h('div', { class: 'filters' }, personFilter(S.admin.doctor, 'doctorId', filters, 'DOCTOR', () => reload())),
    place,
    h('h2', null, S.figures.nextFree),
    free]
}

// Each figure beside what it was: [name, now, before, as text, whether more is better].
function kpis(now, before) {
  const cancelled = totals => totals.visits + called(totals) ? called(totals) / (totals.visits + called(totals)) : null
  const called = ({ byStatus }) => byStatus.CANCELLED
  const time = minutes => minutes === null ? null : duration(minutes >= DAY ? Math.round(minutes / 60) * 60 : Math.max(1, minutes))
  const days = value => value === null ? null : S.time.days({ n: value })
  return h('dl', { class: 'tiles kpis' }, [
    [S.figures.kpi.visits, now.visits, before.visits, number, true],
    [S.figures.kpi.booked, now.booked, before.booked, number, true],
    [S.figures.kpi.used, now.utilisation.share, before.utilisation.share, percent, true],
    [S.figures.kpi.approval, now.approvalMinutes.median, before.approvalMinutes.median, time, false],
    [S.figures.kpi.cancelled, cancelled(now), cancelled(before), percent, false],
    [S.figures.kpi.lead, now.leadDays.median, before.leadDays.median, days, null],
  ].map(([name, value, was, say, isMoreBetter]) => h('div', { class: 'card' }, h('dt', null, name),
    h('dd', null, value === null ? S.none : say(value)),
    h('dd', { class: 'change' }, change(value, was, say, isMoreBetter)))))
}

function change(value, was, say, isMoreBetter) {
  if (value === null || was === null) return S.figures.noBefore
  const kind = value === was || isMoreBetter === null ? '' : value > was === isMoreBetter ? 'better' : 'worse'
  const arrow = value === was ? '=' : value > was ? '▲' : '▼'
  return [h('span', { class: kind, 'aria-hidden': 'true' }, arrow), ' ', S.figures.before({ was: say(was) })]
}
