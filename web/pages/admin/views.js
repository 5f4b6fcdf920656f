// Views of a table that somebody has given a name: the filters as they stand in the address, kept in this browser.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { state } from '../../data/store.js'
import { dialog } from '../../ui/dialogs.js'
import { FieldErrors, field, form, input } from '../../ui/forms.js'
import { icon } from '../../ui/icons.js'

const KEPT = 'clinic.views.', LONGEST = 60

export function savedViews(page) {
  const key = `${KEPT}${state.user.id}`, root = h('div', { class: 'chips views', role: 'group', 'aria-label': S.views.title })
  const read = () => JSON.parse(localStorage.getItem(key) ?? '[]')
  const write = views => { localStorage.setItem(key, JSON.stringify(views)); draw() }
  function draw() {
    replace(root, read().filter(each => each.page === page).map(each => h('span', { class: 'view' },
      h('a', { class: 'button chip', href: page + each.search, 'data-link': true }, each.name),
      h('button', { class: 'icon', 'aria-label': S.about({ action: S.sched.remove, what: each.name }), onclick: () => {
        write(read().filter(other => other.page !== page || other.name !== each.name))
        root.querySelector('button.save').focus()
      } }, icon('cross')))),
    h('button', { class: 'quiet save', onclick: save }, S.views.save))
  }
  const save = () => dialog(S.views.save, (close, leave) => form(null, problem => [
    field(S.views.name, input('name', { type: 'text', maxlength: LONGEST, autocomplete: 'off' }), S.views.kept), problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
      h('button', { type: 'submit', class: 'primary' }, S.save)),
  ], values => {
    const name = values.name.trim()
    if (!name) throw new FieldErrors({ name: S.views.needed })
    write([...read().filter(each => each.page !== page || each.name !== name), { page, name, search: location.search }])
    close(true)
  }))
  draw()
  return root
}
