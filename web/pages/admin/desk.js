// Which doctors' book a front desk works with.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { dialog } from '../../ui/dialogs.js'
import { form, input } from '../../ui/forms.js'
import { section } from '../../ui/lists.js'
import { toast } from '../../ui/toasts.js'
import { fullName } from './filters.js'

const check = (id, name, chosen) => h('label', { class: 'check' },
  input('doctor', { type: 'checkbox', value: id, checked: chosen.includes(id) }), ' ', name)

export const assignDoctors = (desk, name) => dialog(S.desks.title, (close, leave) => {
  const place = h('div'), path = `/api/appointments/desks/${desk.id}/doctors`
  section(place, async () => {
    const seen = {}
    const [{ doctorIds }, doctors] = await Promise.all([api.get(path, null, { seen }), api.all('/api/auth/doctors', {}, 'doctors')])
    const gone = doctorIds.filter(id => !doctors.some(each => each.id === id))
    return form(null, problem => [
      h('p', null, h('strong', null, name)),
      h('fieldset', { class: 'checks' }, h('legend', null, S.desks.which), h('p', { class: 'hint' }, S.desks.none),
        doctors.map(each => check(each.id, fullName(each), doctorIds)), gone.map(id => check(id, S.desks.gone, doctorIds))),
      problem,
      h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
        h('button', { type: 'submit', class: 'primary' }, S.save)),
    ], async (values, element) => {
      const chosen = [...element.querySelectorAll('[name=doctor]:checked')].map(each => each.value)
      await api.put(path, { doctorIds: chosen }, { match: /\d+/.exec(seen.tag)[0] })
      toast(S.desks.done({ n: chosen.length }), 'good')
      close(true)
    })
  })
  return place
})
