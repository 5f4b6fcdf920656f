// How people are called where others read of them.
import { S } from '../../locales/words.js'
import { bdi } from '../../ui/dom.js'

// "Dr. Ada Lovelace"; a name that brings its own title keeps it.
export const titled = name => /^(dr|prof)[. ]/i.test(name) ? bdi(name) : S.doctor({ name: bdi(name) })
