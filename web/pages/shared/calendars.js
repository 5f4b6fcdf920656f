// A visit for calendars of one's own: Google's, Outlook's, or a file that all others read. What the visit is about stays here.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { failed } from '../../ui/toasts.js'
import { download } from './card.js'

const plain = instant => new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '')
const to = (address, query) => `${address}?${new URLSearchParams(query)}`

export function calendarLinks(item) {
  const { startsAt, endsAt, timeZone, doctorName } = item, title = S.appt.calendarTitle({ doctor: doctorName })
  const outside = (href, text) => h('a', { class: 'button', href, target: '_blank', rel: 'noopener noreferrer' }, text)
  return h('div', { class: 'actions', role: 'group', 'aria-label': S.appt.ics },
    outside(to('https://calendar.google.com/calendar/render', { action: 'TEMPLATE', text: title, ctz: timeZone,
      dates: `${plain(startsAt)}/${plain(endsAt)}` }), S.appt.google),
    outside(to('https://outlook.live.com/calendar/0/deeplink/compose', { path: '/calendar/action/compose', rru: 'addevent',
      subject: title, startdt: startsAt, enddt: endsAt }), S.appt.outlook),
    h('button', { onclick: () => download(item).catch(failed) }, S.appt.file))
}
