// Who joins the staff: doctors who wait for approval, and invitations.
import { S, language } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { field, form, input, optional, select } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { fullName } from './filters.js'
import { userTabs } from './tabs.js'

const INVITATIONS = '/api/auth/invitations', APPROVALS = '/api/auth/approvals'
const ROLES = { DOCTOR: S.sign.DOCTOR, DESK: S.staff.DESK, ADMIN: S.sign.ADMIN }
const BADGES = { OPEN: 'PENDING', EXPIRED: 'CANCELLED', ACCEPTED: 'APPROVED', REVOKED: 'REJECTED' }

// In a sentence of ours.
const said = error => { throw S.invite.refused[error.code]
  ? Object.assign(new Error(S.invite.refused[error.code]), { code: error.code, fields: {} }) : error }

export function staffPage() {
  return [userTabs('/staff'), h('h1', null, S.nav.staff), approvals(), invitations()]
}

// A list of `path` below a heading, of one state at a time.
function listed(title, path, member, states, row, none, action) {
  const place = h('div'), state = select('state', states, Object.keys(states)[0], { onchange: () => reload() })
  const reload = section(place, () => paged(async cursor => {
    const page = await api.get(path, { state: state.value, limit: 50, cursor })
    return { items: page[member], nextCursor: page.nextCursor }
  }, item => row(item, () => reload()), empty(none()), { class: 'rows card' }))
  return h('section', { class: path.split('/').at(-1) }, h('h2', null, title),
    action && h('div', { class: 'actions' }, action(() => reload())),
    h('div', { class: 'filters' }, field(S.appt.status, state)), place)
}

const approvals = () => listed(S.invite.approvals, APPROVALS, 'users', S.invite.approval, waiting, () => S.invite.noApprovals)

function waiting(user, reload) {
  const name = () => bdi(fullName(user)), named = action => S.about({ action, what: fullName(user) })
  const decide = (what, body, done) => api.post(`${APPROVALS}/${user.id}/${what}`, body).catch(said)
    .then(() => { toast(done({ name: name() }), 'good'); reload() })
  const who = () => h('p', null, h('strong', null, name()), ` · ${user.email}`)
  const approve = () => ask(S.invite.approveTitle, { lead: [who(), h('p', null, S.invite.approveLead)], confirm: S.invite.approve,
    work: () => decide('approve', {}, S.invite.approved).then(() => true) })
  const refuse = () => dialog(S.invite.refuseTitle, (close, leave) => form(null, problem => [
    who(),
    field(S.invite.why, input('reason', { maxlength: 500, required: true }), S.invite.whyHint),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
      h('button', { type: 'submit', class: 'danger' }, S.invite.refuseDo))],
  async ({ reason }) => { await decide('refuse', { reason }, S.invite.refusedDone); close(true) }))
  return [
    h('span', null, h('strong', null, name()), h('small', null, [user.email, user.specialization].filter(Boolean).join(' · ')),
      h('small', null, S.invite.registered({ time: stamp(user.createdAt) })),
      user.approvalReason && h('small', null, bdi(user.approvalReason))),
    h('button', { class: 'primary', 'aria-label': named(S.invite.approve), onclick: approve }, S.invite.approve),
    user.approval === 'WAITING' && h('button', { class: 'quiet-danger', 'aria-label': named(S.invite.refuse), onclick: refuse },
      S.invite.refuse)]
}

const invitations = () => listed(S.invite.title, INVITATIONS, 'invitations', { '': S.all, ...S.invite.state }, invitation,
  () => S.invite.none, reload => h('button', { class: 'primary invite', onclick: () => invite(reload) }, S.invite.add))

function invitation(each, reload) {
  const name = () => bdi(fullName(each)), named = action => S.about({ action, what: fullName(each) })
  const isOpen = ['OPEN', 'EXPIRED'].includes(each.state)
  const told = { OPEN: S.invite.until({ time: stamp(each.expiresAt) }), EXPIRED: S.invite.until({ time: stamp(each.expiresAt) }),
    ACCEPTED: stamp(each.acceptedAt ?? each.sentAt), REVOKED: stamp(each.revokedAt ?? each.sentAt) }[each.state]
  const revoke = () => ask(S.invite.revokeTitle, { lead: [h('p', null, S.invite.revokeLead({ name: name() }))],
    confirm: S.invite.revokeDo, danger: true,
    work: async () => { await api.delete(`${INVITATIONS}/${each.id}`).catch(said); toast(S.saved, 'good'); reload() } })
  return [
    h('span', null, h('strong', null, name()), h('small', null, each.email),
      h('small', null, [ROLES[each.role], each.specialization, told].filter(Boolean).join(' · '))),
    h('span', { class: `badge ${BADGES[each.state]}` }, S.invite.state[each.state]),
    isOpen && h('button', { 'aria-label': named(S.invite.again), onclick: () => again(each, reload) }, S.invite.again),
    isOpen && h('button', { class: 'quiet-danger', 'aria-label': named(S.invite.revoke), onclick: revoke }, S.invite.revoke)]
}

const delivery = () => field(S.invite.how, select('delivery', S.invite.delivery, 'EMAIL'))

const again = (each, reload) => dialog(S.invite.againTitle, (close, leave) => form(null, problem => [
  h('p', null, S.invite.againLead),
  delivery(),
  problem,
  h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
    h('button', { type: 'submit', class: 'primary' }, S.invite.send))],
async values => { await sent(api.post(`${INVITATIONS}/${each.id}/send`, values), close); reload() })).catch(failed)

function invite(reload) {
  const role = select('role', ROLES, 'DOCTOR', { onchange: () => { special.hidden = role.value !== 'DOCTOR' } })
  const special = field(optional(S.sign.specialization), input('specialization', { maxlength: 255 }))
  return dialog(S.invite.add, (close, leave) => form(null, problem => [
    field(S.admin.roleFilter, role),
    h('div', { class: 'two' }, field(S.sign.first, input('firstName', { required: true })),
      field(S.sign.last, input('lastName', { required: true }))),
    special,
    field(S.sign.email, input('email', { type: 'email', required: true })),
    delivery(),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
      h('button', { type: 'submit', class: 'primary' }, S.invite.send))],
  async ({ specialization, ...others }) => {
    const more = role.value === 'DOCTOR' && specialization ? { specialization } : {}
    await sent(api.post(INVITATIONS, { ...others, language, ...more }), close)
    reload()
  }))
}

// What has become of it: a mail on its way, or the link, this once.
async function sent(request, close) {
  const made = await request.catch(said)
  close(true)
  if (!made.link) return toast(S.invite.sent({ email: made.email }), 'good')
  const link = input('link', { readonly: true, value: made.link })
  const copy = () => navigator.clipboard.writeText(made.link).then(() => toast(S.copied, 'good'),
    () => { link.select(); failed(new Error(S.error.generic)) })
  dialog(S.invite.linkTitle({ name: fullName(made) }), done => h('div', null,
    h('p', null, S.invite.linkLead),
    field(S.invite.link, link),
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: copy }, S.invite.copy),
      h('button', { type: 'button', class: 'primary', onclick: () => done(true) }, S.close))), { isSure: true })
}
