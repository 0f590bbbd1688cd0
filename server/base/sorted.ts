import type { Work } from './turns.ts'

/** So many are sorted, or brought together, in one step: a few ms. */
const STEP_VALUES = 5_000

type Compare<Value> = (one: Value, other: Value) => number

/** The values in their order, sorted in steps; those that are equal stay as they were. */
export function* sorted<Value>(values: Iterable<Value>, compare: Compare<Value>): Work<Value[]> {
  let runs: Value[][] = []
  let run: Value[] = []
  for (const value of values) {
    run.push(value)
    if (run.length < STEP_VALUES) continue
    runs.push(run.sort(compare))
    run = []
    yield
  }
  runs.push(run.sort(compare))
  while (runs.length > 1) {
    const merged: Value[][] = []
    for (let index = 0; index < runs.length; index += 2)
      merged.push(yield* merge(runs[index] ?? [], runs[index + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

function* merge<Value>(left: Value[], right: Value[], compare: Compare<Value>): Work<Value[]> {
  if (right.length === 0) return left
  const merged: Value[] = []
  let [atLeft, atRight] = [0, 0]
  while (atLeft < left.length || atRight < right.length) {
    const isLeft =
      atRight === right.length ||
      (atLeft < left.length && compare(left[atLeft] as Value, right[atRight] as Value) <= 0)
    merged.push((isLeft ? left[atLeft] : right[atRight]) as Value)
    if (isLeft) atLeft += 1
    else atRight += 1
    if (merged.length % STEP_VALUES === 0) yield
  }
  return merged
}
