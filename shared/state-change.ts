import { isSameJson, type Json, type JsonObject } from './json.ts'

/** What is different in a state: fields with their new values, and fields that are gone. */
export interface StateChange {
  readonly set: JsonObject
  readonly cleared: readonly string[]
}

/** What must be said to a holder of `before` for it to have `after`; null where nothing must. */
export const changeBetween = (before: JsonObject, after: JsonObject): StateChange | null => {
  // Made only where something is different: this is asked for each entry in each tick.
  let set: JsonObject | null = null
  let cleared: string[] | null = null
  for (const key in after) {
    const value = after[key] as Json
    if (isEqual(before[key], value)) continue
    set ??= {}
    set[key] = value
  }
  for (const key in before) {
    if (Object.hasOwn(after, key)) continue
    cleared ??= []
    cleared.push(key)
  }
  return set === null && cleared === null ? null : { set: set ?? {}, cleared: cleared ?? NONE }
}

const NONE: readonly never[] = []

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
  a === b || (typeof a === 'object' && typeof b === 'object' && isSameJson(a, b))
