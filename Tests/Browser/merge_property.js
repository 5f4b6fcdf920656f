// Three lists that grow and fail while they are read as one (web/data/merge.js). Random lists, page sizes and moments; what is shown must
// be what there was when the reading began, each entry once and in order, of all lists but those that have failed, and those are named.
// Runs as the body of an asynchronous WebDriver script; answers {readings, wrong}.
const done = arguments[arguments.length - 1]

const READINGS = 4000
let seed = 20261130
const random = below => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % below }

// Latest first, by time and number as the services' cursors are; ties in time are common.
class Log {
  constructor(name, pageSize, failsAt) {
    Object.assign(this, { name, pageSize, failsAt, asked: 0, entries: [] })
    for (let count = random(9); count > 0; count--) this.write(random(12))
    this.first = [...this.entries]
  }
  write(at) {
    this.entries.push({ log: this.name, id: this.entries.length, at })
    this.entries.sort((a, b) => b.at - a.at || b.id - a.id)
  }
  async fetch(cursor) {
    // Answers overtake each other.
    for (let turns = random(4); turns > 0; turns--) await null
    if (this.asked++ === this.failsAt) throw new Error(this.name)
    const rest = this.entries.filter(({ at, id }) => !cursor || at < cursor.at || at === cursor.at && id < cursor.id)
    const items = rest.slice(0, this.pageSize)
    return { items, nextCursor: rest.length > items.length ? items.at(-1) : null }
  }
}

(async () => {
  const { merged } = await import('/data/merge.js')
  const wrong = []
  const isBefore = (left, right) => left.at > right.at
  for (let number = 0; number < READINGS; number++) {
    const logs = ['a', 'b', 'c'].map(name => new Log(name, 1 + random(4), random(4) ? -1 : random(4)))
    const list = merged(logs.map(log => ({ name: log.name, fetch: cursor => log.fetch(cursor) })), isBefore)
    const shown = [], count = 1 + random(5)
    let isWhole = false, missing = [], problem = null, pages = 0
    try {
      while (!isWhole && pages++ < 60) {
        const page = await list.next(count)
        if (page.items.length > count) problem = 'a page is too long'
        if (page.items.length < count && !page.isWhole) problem = 'a page is too short'
        shown.push(...page.items)
        ;({ isWhole } = page)
        missing = page.missing.map(({ name }) => name)
        // Later than all that was there: above everything that has been read.
        for (const log of logs) if (random(3) === 0) log.write(20 + number)
      }
    } catch (error) {
      if (!logs.every(log => log.failsAt >= 0 && log.asked > log.failsAt)) problem = `gives up: ${error.stack}`
      if (problem && wrong.length < 5) wrong.push({ problem, number })
      continue
    }
    if (!isWhole) problem ??= 'does not end'
    if (new Set(shown.map(({ log, id }) => `${log}${id}`)).size !== shown.length) problem ??= 'comes twice'
    if (shown.some((each, index) => index && isBefore(each, shown[index - 1]))) problem ??= 'is out of order'
    for (const log of logs) {
      const hasFailed = log.failsAt >= 0 && log.asked > log.failsAt, mine = shown.filter(each => each.log === log.name)
      if (missing.includes(log.name) !== hasFailed) problem ??= 'is not named, or named without a reason'
      // What was read of it before it failed stays, and all of the others is there.
      const before = hasFailed ? log.first.slice(0, mine.length) : log.first, now = mine.filter(({ at }) => at < 20)
      if (JSON.stringify(now) !== JSON.stringify(before.filter(each => now.length === before.length || now.includes(each)))) {
        problem ??= 'is not what there was'
      }
      if (!hasFailed && now.length !== log.first.length) problem ??= 'is left out'
    }
    if (problem && wrong.length < 5) wrong.push({ problem, number, shown, count, logs: logs.map(({ name, first, failsAt }) => ({ name, first, failsAt })) })
  }
  return { readings: READINGS, wrong }
})().then(done, error => done({ readings: 0, wrong: [String(error.stack ?? error)] }))
