// How the system is, for who runs it: what waits, and who is connected.
import { S, number } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { lively } from '../../ui/lists.js'
import { addDays, duration, today } from '../../ui/time.js'
import { figureTabs } from './tabs.js'

const SLOW = 60, AGAIN = 10000

export function healthPage() {
  const place = h('div')
  const reload = lively(place, async () => {
    const day = today()
    const [events, { consumerLag, socketsOnline, usersOnline, deliveredToday, emailQueue }] = await Promise.all([
      api.get('/api/appointments/statistics', { from: day, to: addDays(day, 1) }).catch(() => ({})),
      api.get('/api/notifications/statistics')])
    const isSlow = events.outbox?.oldestSeconds > SLOW
    return [
      h('p', { class: isSlow ? 'warning' : 'hint', role: 'status' },
        isSlow ? S.health.slow({ time: duration(Math.floor(events.outbox.oldestSeconds / 60)) }) : S.health.fine),
      h('dl', { class: 'tiles' }, [
        [S.admin.outbox, events.outbox?.waiting], [S.admin.lag, consumerLag], [S.admin.sockets, socketsOnline],
        [S.admin.online, usersOnline], [S.admin.delivered, deliveredToday], [S.admin.mail, emailQueue?.waiting],
      ].map(([name, value]) => h('div', { class: 'card' }, h('dt', null, name),
        h('dd', null, value === undefined || value === null ? S.none : number(value)))))]
  })
  const timer = setInterval(() => place.isConnected ? document.hidden || reload() : clearInterval(timer), AGAIN)
  return [figureTabs('/health'), h('h1', null, S.admin.system), h('p', { class: 'lead' }, S.health.lead), place]
}
