// Every piece of web/ui in every state, for who builds pages: scripts/up serves it at /styleguide/, the image of the edge does not.
import { S, addWords } from '/locales/words.js'
import { h, replace } from '/ui/dom.js'
import { calendar } from '/ui/calendar.js'
import { dayChart } from '/ui/chart.js'
import { combobox } from '/ui/combobox.js'
import { ask, dialog } from '/ui/dialogs.js'
import { FieldErrors, field, form, input, passwordField, select } from '/ui/forms.js'
import { icon } from '/ui/icons.js'
import { empty, skeleton, tableRow } from '/ui/lists.js'
import { addDays } from '/ui/time.js'
import { toast } from '/ui/toasts.js'
import { timeGrid } from '/pages/doctor/grid.js'
import { hoursPreview } from '/pages/doctor/preview.js'
import { slotFace } from '/pages/shared/slots.js'

// One week that is always the same, so that pictures can be compared.
const MONDAY = '2027-03-01'
const part = (name, ...content) => h('section', { class: 'card', 'aria-label': name }, h('h2', null, name), content)
const row = (...content) => h('div', { class: 'actions' }, content)

const buttons = () => [
  row(h('button', { class: 'primary' }, 'Primary'), h('button', null, 'Plain'), h('button', { class: 'danger' }, 'Danger'),
    h('button', { class: 'quiet' }, 'Quiet'), h('button', { class: 'quiet-danger' }, 'Quiet danger'), h('button', { class: 'chip' }, 'Chip')),
  row(h('button', { disabled: true }, 'Disabled'), h('button', { 'aria-disabled': 'true', class: 'primary' }, 'Busy'),
    h('button', { 'aria-pressed': 'true' }, 'Pressed'), h('button', { 'aria-pressed': 'false' }, 'Not pressed'),
    Object.entries({ left: 'Left', right: 'Right', plus: 'Plus', cross: 'Cross', search: 'Search', bell: 'Bell', person: 'Person' })
      .map(([name, label]) => h('button', { class: 'icon', 'aria-label': label }, icon(name))))]

function fields() {
  const made = form(null, problem => [
    field('Text', input('text', { value: 'Written' }), 'A hint says what is wanted.'),
    field('Wrong', input('wrong', { value: 'x' })), field('Wrong too', input('other')),
    passwordField('Password', 'password', 'off', S.sign.hint),
    field('Choice', select('choice', { one: 'One', two: 'Two' }, 'two')),
    field('Long text', h('textarea', { name: 'long', rows: 3 })),
    h('div', { class: 'check' }, h('input', { type: 'checkbox', id: 'check', checked: true }), h('label', { for: 'check' }, 'Checked')),
    combobox('Combobox', { name: 'combo', search: async () => [{ text: 'First', detail: 'with more' }, { text: 'Second' }], chosen() {} }).root,
    problem, h('button', { type: 'submit', class: 'primary' }, 'Show what is wrong'),
  ], () => { throw new FieldErrors({ other: 'Enter something.', wrong: 'Enter two letters or more.' }) })
  return made
}

const line = () => h('article', { class: 'appointment line' },
  h('div', { class: 'line-when' }, h('p', { class: 'when' }, h('strong', null, '09:00–09:30'), ' Monday, 1 March 2027')),
  h('div', { class: 'line-who' }, h('h3', null, 'Grace Hopper'), h('p', { class: 'two-lines' }, 'A cough that does not go. '.repeat(20))),
  h('div', { class: 'line-status' }, h('span', { class: 'badge PENDING' }, S.status.PENDING)),
  h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Approve'), h('button', null, 'Decline')))

const badges = () => row(Object.keys(S.status).map(status => h('span', { class: `badge ${status}` }, S.status[status])))

function table() {
  const columns = ['When', 'Who', 'State']
  const rows = [['09:00', 'Grace Hopper', 'PENDING'], ['10:00', 'Ada Lovelace', 'APPROVED']]
  return h('table', { class: 'wide-table', role: 'table' }, h('caption', { class: 'hidden' }, 'Visits'),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(name => h('th', { scope: 'col', role: 'columnheader' }, name)))),
    h('tbody', { role: 'rowgroup' }, rows.map(([when, who, status]) =>
      tableRow(columns, [when, who, h('span', { class: `badge ${status}` }, S.status[status])]))))
}

const tabs = () => h('nav', { class: 'tabs', 'aria-label': 'Tabs' }, ['Upcoming', 'Past', 'Cancelled'].map((name, index) =>
  h('a', { href: '#', 'aria-current': !index && 'page' }, name)))

function month() {
  const free = async (first, days) => new Map(Array.from({ length: days }, (_, day) => [addDays(first, day), day % 3]))
  const made = calendar({ free, chosen() {}, now: () => MONDAY })
  made.load().then(() => made.open('2027-03-09'))
  return made.root
}

function grid() {
  const visit = (id, day, from, to, status, patientName) =>
    ({ id, startsAt: `${day}T${from}:00Z`, endsAt: `${day}T${to}:00Z`, status, patientName })
  const visits = [
    visit('1', MONDAY, '09:00', '09:30', 'APPROVED', 'Grace Hopper'), visit('2', MONDAY, '09:15', '10:00', 'PENDING', 'Ada Lovelace'),
    visit('3', addDays(MONDAY, 1), '11:00', '12:00', 'COMPLETED', 'A name that is much longer than the column it stands in')]
  const hours = [1, 2, 3, 4, 5].flatMap(weekday => [{ weekday, from: '09:00', to: '12:00' }, { weekday, from: '13:00', to: '17:00' }])
  const timeOff = [{ id: '4', from: `${addDays(MONDAY, 2)}T00:00:00Z`, to: `${addDays(MONDAY, 3)}T12:00:00Z`, reason: 'Conference' }]
  const made = timeGrid({ open() {}, move() {}, key() {} })
  const days = Array.from({ length: 7 }, (_, index) => addDays(MONDAY, index))
  made.show(days.map(day => ({ day, visits: visits.filter(each => each.startsAt.startsWith(day)) })),
    { timeZone: 'UTC', slotMinutes: 30, hours, timeOff }, 'week')
  return made.root
}

const over = () => row(
  h('button', { onclick: () => dialog('A dialog', close => h('div', null, h('p', null, 'What it is about.'),
    h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close)))) }, 'Dialog'),
  h('button', { onclick: () => ask('A question?', { lead: [h('p', null, 'What follows from it.')], label: 'Why', confirm: 'Do it', danger: true,
    required: 'Write why.', presets: ['Often said', 'Said now and then'], work() {} }) }, 'Question'),
  h('button', { onclick: () => dialog('A panel', close => h('div', null, h('p', null, 'Beside the page, which can be used meanwhile.'),
    h('button', { onclick: () => close() }, S.close)), { kind: 'side', isBeside: true }) }, 'Side panel'),
  h('button', { onclick: () => toast('Something has happened.', 'info', 'News') }, 'Toast'),
  h('button', { onclick: () => toast('It is done.', 'good') }, 'Good toast'),
  h('button', { onclick: () => toast('It did not work.', 'bad') }, 'Bad toast'))

const type = () => [h('h1', null, 'Heading 1'), h('h2', null, 'Heading 2'), h('h3', null, 'Heading 3'), h('p', { class: 'lead' }, 'Lead'),
  h('p', null, 'Text with ', h('a', { href: '#' }, 'a link'), '.'), h('p', { class: 'hint' }, 'A hint'), h('small', null, 'Small'),
  h('p', { class: 'warning' }, 'A warning'), h('div', { class: 'banner' }, h('p', null, 'A banner'), h('button', null, 'Do it'))]

const chart = () => dayChart('Visits on each day', Array.from({ length: 28 }, (_, index) => [addDays(MONDAY, index), (index * 5) % 17]),
  { today: addDays(MONDAY, 13), link: date => `#${date}`, go() {} })

function preview() {
  const made = hoursPreview()
  made.show([0, 1, 2, 3, 4, 5, 6].map(day => day < 5 ? [['09:00', '12:00'], ['13:00', '17:00']] : []))
  return made.root
}

const times = () => h('div', { class: 'columns' }, ['Mon', 'Tue', 'Wed', 'Thu'].map((name, index) => h('div', { role: 'group', 'aria-label': name },
  h('h3', null, h('span', null, name), ' ', `${index + 1} Mar`),
  index === 1 ? h('span', { class: 'hint' }, S.none) : ['09:00', '09:30', '10:00'].map(time => h('a', { class: 'button slot', href: '#' },
    slotFace({ time, startsAt: `2027-03-0${index + 1}T${time}:00Z` }, 'UTC'))))))

await Promise.all([addWords('inside'), addWords('admin')])
const names = { 'Type': type, 'Buttons and icons': buttons, 'Fields': fields, 'Badges': badges, 'Lines': line, 'Table': table, 'Tabs': tabs,
  'Month': month, 'Grid of time': grid, 'Days with times': times, 'Chart': chart, 'Hours of a week': preview, 'Over the page': over, 'Loading': skeleton,
  'Empty': () => empty('Nothing here yet.', h('button', null, 'Make one')),
  'Error': () => h('div', { class: 'empty', role: 'alert' }, h('p', null, S.error.network), h('button', null, S.retry)) }
replace(document.getElementById('app'), h('main', { id: 'main', tabindex: -1 }, h('h1', null, 'Styleguide'),
  Object.entries(names).map(([name, make]) => part(name, make()))))
