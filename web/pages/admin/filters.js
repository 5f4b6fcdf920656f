// What an admin's tables have in common: filters that stand in the address, people to choose, and the way out as a file.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { combobox } from '../../ui/combobox.js'
import { addDays, sinceWeekBegan, today } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'

// The filters as they stand in the address. set({name: value}) puts them there, and answers them all.
export function addressed(query) {
  const values = Object.fromEntries(query)
  return {
    values,
    set(changes) {
      Object.assign(values, changes)
      for (const [name, value] of Object.entries(values)) if (!value) delete values[name]
      const kept = new URLSearchParams(values)
      history.replaceState(history.state, '', location.pathname + (kept.size ? `?${kept}` : ''))
      return values
    },
  }
}

const names = new Map()
export const fullName = ({ firstName, lastName }) => `${firstName} ${lastName}`

// The name of an account; null when nobody has that id.
export function nameOf(id) {
  if (!names.has(id)) names.set(id, api.get(`/api/auth/users/${id}`).then(user => fullName(user.user ?? user), () => null))
  return names.get(id)
}

// Somebody of a role, found by name or email. The id is kept in `name` of the filters.
export function personFilter(label, name, filters, role, changed) {
  const { root, box } = combobox(label, {
    name: `${name}-text`,
    search: async text => (await api.get('/api/auth/users', { q: text, role, limit: 8 })).users
      .map(user => ({ id: user.id, text: fullName(user), detail: user.email })),
    chosen: option => { filters.set({ [name]: option?.id }); changed() },
  })
  const { [name]: id } = filters.values
  if (id) nameOf(id).then(text => { if (!box.value && filters.values[name] === id) box.value = text ?? id })
  return root
}

// Today, this week, the next seven days: their first and last day.
export function dayPresets(chosen) {
  const now = today(), monday = addDays(now, -sinceWeekBegan(now))
  const spans = { today: [now, now], week: [monday, addDays(monday, 6)], next: [now, addDays(now, 6)] }
  return h('div', { class: 'chips', role: 'group', 'aria-label': S.admin.presets }, Object.entries(spans).map(([name, span]) =>
    h('button', { class: 'chip', onclick: () => chosen(...span) }, S.admin.preset[name])))
}

export const copyAddress = () => h('button', { class: 'quiet', onclick: () =>
  navigator.clipboard.writeText(location.href).then(() => toast(S.copied, 'good'),
    () => failed(new Error(S.error.generic))) },
S.admin.copyLink)

// Every row of what is filtered, in a file that spreadsheets read. A cell that would be a formula there is a text (OWASP, CSV
// injection).
export function csvButton(name, columns, rows) {
  const cell = value => {
    const text = String(value ?? '')
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  }
  const save = async () => {
    const lines = [columns, ...await rows()].map(line => line.map(cell).join(','))
    const url = URL.createObjectURL(new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv' }))
    h('a', { href: url, download: `${name}.csv` }).click()
    setTimeout(() => URL.revokeObjectURL(url))
  }
  return h('button', { class: 'quiet', onclick: () => save().catch(failed) }, S.admin.csv)
}
