/** From when to when somebody was there, on the wall clock. */
export type Span = readonly [fromMs: number, toMs: number]

/** What lies closer together is one: a relay counts up to the present moment, and goes on from there. */
const GAP_MS = 2_000

/** A row has so many, the latest ones: an overlap with what lies before them is counted twice. */
const MOST = 64

/** All of them in order, and those that touch as one. */
export const joinSpans = (spans: readonly Span[]): readonly Span[] => {
  const joined: Span[] = []
  for (const [fromMs, toMs] of spans.toSorted(([one], [other]) => one - other)) {
    const last = joined.at(-1)
    if (last === undefined || fromMs > last[1] + GAP_MS) joined.push([fromMs, toMs])
    else joined[joined.length - 1] = [last[0], Math.max(last[1], toMs)]
  }
  return joined.slice(-MOST)
}

/** How long somebody was at several relays at once: of two tabs, each at another relay, the time counts once. */
export const overlapMs = (rows: readonly (readonly Span[])[]): number => {
  const each = rows.reduce((sum, spans) => sum + lengthOf(joinSpans(spans)), 0)
  return Math.max(0, each - lengthOf(joinSpans(rows.flat())))
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, [from, to]) => sum + to - from, 0)
