import type { Json, JsonObject } from './json.ts'

/** What is different in a state: fields with their new values, and fields that are gone. */
export interface StateChange {
  readonly set: JsonObject
  readonly cleared: readonly string[]
}

/** What must be said to whoever has `before` for them to have `after`; null where nothing must. */
export const changeBetween = (before: JsonObject, after: JsonObject): StateChange | null => {
  const set: JsonObject = {}
  const cleared: string[] = []
  let isSame = true
  for (const key in after) {
    const value = after[key] as Json
    if (isEqual(before[key], value)) continue
    set[key] = value
    isSame = false
  }
  for (const key in before) {
    if (Object.hasOwn(after, key)) continue
    cleared.push(key)
    isSame = false
  }
  return isSame ? null : { set, cleared }
}

export const applyChange = (state: JsonObject, { set, cleared }: StateChange): JsonObject => {
  const next = { ...state, ...set }
  for (const key of cleared) delete next[key]
  return next
}

/** Two changes, one after the other, as one. */
export const joinChanges = (first: StateChange, second: StateChange): StateChange => {
  const set = { ...first.set, ...second.set }
  for (const key of second.cleared) delete set[key]
  const cleared = first.cleared.filter(
    (key) => !Object.hasOwn(second.set, key) && !second.cleared.includes(key),
  )
  return { set, cleared: [...cleared, ...second.cleared] }
}

const isEqual = (a: Json | undefined, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
