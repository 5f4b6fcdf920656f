// The words of one language: the account's, else the one that was picked here, else the browser's first that we have. What was
// picked stands in a cookie: signing out clears what is stored, and may go on with it after its answer. Only its files are loaded,
// and whoever imports S waits for the first. A message is ICU MessageFormat as far as we need it: {name},
// {n, plural, =0 {…} one {…} other {…}}, {x, select, a {…} other {…}}, # for the plural's number.
export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية' }
const HOMES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', ar: 'ar' }
const CHOSEN = 'clinic.language', RIGHT_TO_LEFT = ['ar']

// English with marks round it and a third longer, which shows what is cut and what does not come from here.
export const PSEUDO = 'pseudo'
const isPseudo = localStorage.getItem(CHOSEN) === PSEUDO
const picked = /(?:^|; )language=(\w+)/.exec(document.cookie)?.[1] ?? localStorage.getItem(CHOSEN)
const base = tag => tag.toLowerCase().split('-')[0]

export const language = isPseudo ? 'en'
  : [picked, ...navigator.languages].filter(Boolean).map(base).find(tag => tag in LANGUAGES) ?? 'en'

// How dates and numbers are written: as the browser's own variety of the language has it.
export const locale = navigator.languages.find(tag => base(tag) === language) ?? HOMES[language]

// Whether somebody has picked one here.
export const isPicked = picked in LANGUAGES

export function choose(tag) {
  localStorage.removeItem(CHOSEN)
  document.cookie = `language=${tag}; Path=/; Max-Age=31536000; SameSite=Lax`
  location.reload()
}

// Goes over to the account's language. False where there is nothing to do; otherwise the page is loaded anew.
export function adopt(tag) {
  if (isPseudo || !(tag in LANGUAGES) || tag === language) return false
  choose(tag)
  return true
}

// What Intl has written, recognizable in the pseudo-language.
export const mark = text => isPseudo ? `⟦${text}⟧` : text

const rule = new Intl.PluralRules(locale), digits = new Intl.NumberFormat(locale)
export const number = value => digits.format(value)

// 'To {name}' → ['To ', {name: 'name'}]; plurals and selects have `kind` and `cases` too, # is {name: '#'}.
export function parse(message) {
  let at = 0
  const take = pattern => { const text = pattern.exec(message.slice(at))[0]; at += text.length; return text }
  function parts() {
    const found = []
    while (at < message.length && message[at] !== '}') {
      if (message[at] === '{') found.push(place())
      else found.push(message[at] === '#' ? { name: take(/^#/) } : take(/^[^{}#]+/))
    }
    return found
  }
  function place() {
    const name = take(/^\{\s*\w+\s*/).slice(1).trim()
    if (take(/^[,}]/) === '}') return { name }
    const kind = take(/^\s*\w+\s*,\s*/).replace(/\W/g, ''), cases = {}
    while (message[at] !== '}') {
      const key = take(/^[=\w]+\s*\{/).replace(/\s*\{$/, '')
      cases[key] = parts()
      take(/^\}\s*/)
    }
    at++
    return { name, kind, cases }
  }
  const all = parts()
  if (at < message.length) throw new SyntaxError(message)
  return all
}

function say(parts, values, counted) {
  return parts.flatMap(part => {
    if (typeof part === 'string') return isPseudo ? stretched(part) : part
    const value = part.name === '#' ? counted : values[part.name]
    if (part.kind === 'plural') return say(part.cases[`=${value}`] ?? part.cases[rule.select(value)] ?? part.cases.other, values,
      value)
    if (part.kind === 'select') return say(part.cases[value] ?? part.cases.other, values, counted)
    return typeof value === 'number' ? number(value) : value
  })
}

const ACCENTS = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú' }
// Sentences get longer by words, which can be broken, and words by letters.
const stretched = text => {
  const { length } = text.trim(), more = length > 24 ? ' ~~~~~~~'.repeat(length / 24) : '~'.repeat(length / 3)
  return text.replace(/[aeiou]/gi, letter => ACCENTS[letter]) + more
}
const edged = list => isPseudo ? ['⟦', ...list, '⟧'] : list

// A message without places becomes a text, any other a function of {name: value}: it answers a text, or a list where a value is an
// element.
function compile(words) {
  if (typeof words !== 'string') return Object.fromEntries(Object.entries(words).map(([key, each]) => [key, compile(each)]))
  const parts = parse(words)
  const made = values => {
    const said = edged(say(parts, values))
    return said.every(each => typeof each === 'string') ? said.join('') : said
  }
  return parts.every(part => typeof part === 'string') ? made({}) : made
}

const file = of => `/locales/${of && `${of}/`}${language}.js`
export const S = compile((await import(file(''))).default)
// The words of some pages alone, before those pages are loaded: `inside` for all behind the way in, `admin` for the admins'.
const added = new Map()
export function addWords(of) {
  const path = file(of), add = ({ default: words }) => { Object.assign(S, compile(words)) }
  if (!added.has(path)) added.set(path, import(path).then(add, error => { added.delete(path); throw error }))
  return added.get(path)
}
// The files of words that are in use.
export const inUse = () => [file(''), ...added.keys()]
document.documentElement.lang = language
document.documentElement.dir = RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr'
