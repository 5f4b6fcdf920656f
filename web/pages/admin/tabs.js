// Pages that belong together, above each of them.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'

const tabs = (label, pages) => path => h('nav', { class: 'tabs', 'aria-label': label }, Object.entries(pages).map(([each, name]) =>
  h('a', { href: each, 'data-link': true, 'aria-current': each === path && 'page' }, name)))

export const userTabs = tabs(S.nav.users, { '/': S.nav.users, '/staff': S.nav.staff, '/synonyms': S.nav.synonyms })
export const visitTabs = tabs(S.nav.all, { '/all': S.nav.all, '/break-glass': S.nav.glass, '/access-log': S.nav.looked })
export const figureTabs = tabs(S.nav.figures, { '/figures': S.nav.figures, '/health': S.nav.health })
