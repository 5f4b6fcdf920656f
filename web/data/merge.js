// Several lists, each with the latest first and pages of its own, as one. Nothing is taken before every list has said what is next
// in it: so no entry comes twice, none is left out, and what arrives meanwhile, above all that has been read, moves nothing.
// sources: [{name, fetch(cursor)}], where fetch answers {items, nextCursor}; a list that cannot be read is left out from then on,
// and named. isBefore(left, right): whether left stands above right.
export function merged(sources, isBefore) {
  const lists = sources.map(({ name, fetch }) => ({ name, fetch, waiting: [], cursor: null, isWhole: false, error: null }))
  const fill = async list => {
    while (!list.waiting.length && !list.isWhole && !list.error) {
      try {
        const { items, nextCursor } = await list.fetch(list.cursor)
        list.waiting = [...items]
        list.cursor = nextCursor
        list.isWhole = !nextCursor
      } catch (error) { list.error = error }
    }
  }
  return {
    // The next of all lists: {items, isWhole, missing: [{name, error}]}. Throws when not one list can be read.
    async next(count) {
      const items = []
      while (true) {
        await Promise.all(lists.map(fill))
        if (lists.every(({ error }) => error)) throw lists[0].error
        const first = lists.filter(({ waiting }) => waiting.length)
          .reduce((best, each) => best && !isBefore(each.waiting[0], best.waiting[0]) ? best : each, null)
        if (!first || items.length === count) {
          return { items, isWhole: !first, missing: lists.filter(({ error }) => error).map(({ name, error }) => ({ name, error })) }
        }
        items.push(first.waiting.shift())
      }
    },
  }
}
