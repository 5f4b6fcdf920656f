// The access log's newest checkpoint, for patients to keep: with it anybody can tell later whether the log is still the same.
import { S, number } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { stamp } from '../../ui/time.js'

const file = text => `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`

export function checkpointCard({ size, root, at, key, note }) {
  const pairs = [
    [S.access.keep.size, number(size)], [S.access.keep.at, stamp(at)], [S.access.keep.root, h('bdi', { dir: 'ltr' }, root)],
    [S.access.keep.key, h('bdi', { dir: 'ltr' }, key)]]
  return h('section', { class: 'card keep' },
    h('h2', null, S.access.keep.title),
    h('p', null, S.access.keep.lead),
    h('dl', null, pairs.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value)))),
    h('p', null, h('a', { class: 'button', download: `${size}.txt`, href: file(note) }, S.access.keep.file)))
}
