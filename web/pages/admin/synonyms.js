// What patients call it and who is for it: words that lead to specializations, which admins keep.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { FieldErrors, field, form } from '../../ui/forms.js'
import { empty, section } from '../../ui/lists.js'
import { toast } from '../../ui/toasts.js'
import { seenSynonyms } from './begin.js'
import { userTabs } from './tabs.js'

const PATH = '/api/auth/synonyms'
const listed = text => [...new Set(text.split(/[,\n;،]/).map(each => each.trim()).filter(Boolean))]

export function synonymsPage() {
  seenSynonyms()
  const place = h('div')
  const reload = section(place, async () => {
    const { synonyms } = await api.get(PATH)
    const add = h('button', { class: 'primary', onclick: () => edit(null, reload) }, S.synonyms.add)
    if (!synonyms.length) return empty(S.synonyms.none, add)
    return [h('div', { class: 'actions' }, add), h('ul', { class: 'rows card' }, synonyms.map(each => row(each, reload)))]
  })
  return [userTabs('/synonyms'), h('h1', null, S.nav.synonyms), h('p', { class: 'lead' }, S.synonyms.lead), place]
}

function row(each, reload) {
  const what = each.specializations.join(', ')
  return h('li', { 'data-id': each.id },
    h('span', null, h('strong', null, what), h('small', { class: 'two-lines' }, each.words.join(', '))),
    h('button', { 'aria-label': S.about({ action: S.synonyms.edit, what }), onclick: () => edit(each, reload) }, S.synonyms.edit),
    h('button', { class: 'quiet-danger', 'aria-label': S.about({ action: S.sched.remove, what }),
      onclick: () => remove(each, reload) }, S.sched.remove))
}

const remove = (each, reload) => ask(S.synonyms.removeTitle, { lead: [h('p', null, S.synonyms.removeLead({
  words: each.words.slice(0, 5).join(', '), what: each.specializations.join(', ') }))], confirm: S.sched.remove, danger: true,
work: async () => { await api.delete(`${PATH}/${each.id}`, { match: each.version }); toast(S.saved, 'good'); reload() } })

// One that is there, or null for a new one.
function edit(each, reload) {
  const lines = list => list?.join(', ') ?? ''
  return dialog(each ? S.synonyms.edit : S.synonyms.add, (close, leave) => form(null, problem => [
    field(S.synonyms.words, h('textarea', { name: 'words', rows: 4, value: lines(each?.words) }), S.synonyms.wordsHint),
    field(S.synonyms.specializations, h('textarea', { name: 'specializations', rows: 2, value: lines(each?.specializations) }),
      S.synonyms.specializationsHint),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
      h('button', { type: 'submit', class: 'primary' }, S.save)),
  ], async values => {
    const body = { words: listed(values.words), specializations: listed(values.specializations) }
    const missing = Object.keys(body).filter(name => !body[name].length)
    if (missing.length) throw new FieldErrors(Object.fromEntries(missing.map(name => [name, S.synonyms.needed])))
    try {
      await (each ? api.put(`${PATH}/${each.id}`, body, { match: each.version }) : api.post(PATH, body))
    } catch (error) {
      // What is wrong with one word is said at the field it is in.
      error.fields = Object.fromEntries(Object.entries(error.fields ?? {}).map(([path]) => [path.split('/')[0], S.synonyms.wrong]))
      throw error
    }
    close(true)
    toast(S.saved, 'good')
    reload()
  }))
}
