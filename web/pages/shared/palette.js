// Search and go to: pages, people, a day. Opened by Ctrl or ⌘ and K, or by the button in the bar.
import { S, locale } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { combobox } from '../../ui/combobox.js'
import { dialog, isOpen } from '../../ui/dialogs.js'
import { addDays, longDate, today } from '../../ui/time.js'

const MOST = 5

export function palette({ go, pages }) {
  if (isOpen()) return
  dialog(S.palette.open, close => {
    const { root, look } = combobox(S.palette.hint, { name: 'palette', isOpen: true,
      search: text => found(text, pages),
      chosen: option => { if (option) { close(); go(option.path) } } })
    queueMicrotask(look)
    return root
  }, { kind: 'palette' })
}

const plain = text => text.toLocaleLowerCase(locale).normalize('NFD').replace(/\p{Mn}/gu, '')
const fits = (text, words) => plain(words).split(/\s+/).every(word => plain(text).includes(word))

async function found(text, pages) {
  const own = pages.map(([path, name]) => ({ path, text: name, detail: S.palette.pages })).filter(each => fits(each.text, text))
  return [...own, ...days(text), ...text.length > 1 ? await people(text) : []]
}

// A day for who has a calendar: a date as it is read off a calendar, or some days on.
function days(text) {
  if (state.user.role !== 'DOCTOR') return []
  const [, year, month, day] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text) ?? [], on = /^\+(\d{1,3})$/.exec(text)?.[1]
  const [, first, second] = /^(\d\d?)[./](\d\d?)\.?$/.exec(text) ?? []
  const isMonthFirst = locale === 'en-US'
  const parts = year ? [year, month, day] : first ? [today().slice(0, 4), isMonthFirst ? first : second,
    isMonthFirst ? second : first] : null
  const date = on ? addDays(today(), +on) : parts && parts.map((each, index) => each.padStart(index ? 2 : 4, '0')).join('-')
  if (!date || Number.isNaN(Date.parse(date))) return []
  return [{ path: `/calendar?date=${date}&view=day`, text: S.palette.goTo({ date: longDate(date) }), detail: S.palette.dates }]
}

// Doctors to book for patients, accounts for admins.
async function people(text) {
  const { role } = state.user
  if (role === 'PATIENT') {
    return (await api.get('/api/auth/doctors', { q: text, limit: MOST })).doctors.map(each => person(each, `/book/${each.id}`,
      S.palette.freeOf))
  }
  if (role !== 'ADMIN') return []
  const { users } = await api.get('/api/auth/users', { q: text, limit: MOST })
  const seen = users.filter(each => ['PATIENT', 'DOCTOR'].includes(each.role))
  return seen.map(each => person(each, `/all?${each.role.toLowerCase()}Id=${each.id}`, S.palette.visitsOf))
}

function person({ name, firstName, lastName, specialization, email }, path, say) {
  const whole = name ?? `${firstName} ${lastName}`
  return { path, text: whole, label: say({ name: bdi(whole) }), detail: specialization ?? email ?? S.palette.people }
}
