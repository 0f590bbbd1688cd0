import type { Json } from '../shared/index.ts'

/** Freezes a value of plain objects and arrays with all that is in it: an app that changes it changes nothing here. */
export const frozen = <Value>(value: Value): Value => {
  // What is frozen already was frozen here, with all that is in it.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}

const copies = new WeakMap<object, Json>()

/** A frozen copy of what belongs to somebody else; of the same object always the same one. */
export const frozenCopy = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  let copy = copies.get(value)
  if (copy === undefined) {
    copy = frozen(JSON.parse(JSON.stringify(value)) as Json)
    copies.set(value, copy)
  }
  return copy
}
