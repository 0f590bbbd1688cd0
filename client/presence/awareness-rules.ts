import type { Json, JsonObject } from '../../shared/index.ts'
import { frozen } from '../frozen.ts'

/** How the states of an Awareness are read: others hold them and fill them, too. What a relay of ours alone says needs none of it. */
export interface AwarenessRules {
  /** A value as nobody else can change it. */
  copy(value: Json): Json
  /** Puts into a state when its hand went up. `before` is what the same client said before. */
  stampHand(state: JsonObject, before: JsonObject | undefined): void
}

/**
 * Where no relay stamps when a hand went up, anybody says what they like of it: it is when it was first seen here. `isStamped`
 * says whether a relay does, `wallMs` gives wall time, in ms since 1970.
 */
export const awarenessRules = (wallMs: () => number, isStamped: () => boolean): AwarenessRules => ({
  copy: frozenCopy,
  stampHand(state, before) {
    if (state.hand !== true || isStamped()) return
    const seenAtMs = before?.hand === true ? before.handAt : undefined
    state.handAt = typeof seenAtMs === 'number' ? seenAtMs : wallMs()
  },
})

const copies = new WeakMap<object, Json>()

/** A frozen copy of what belongs to somebody else; of the same object always the same one. */
const frozenCopy = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  let copy = copies.get(value)
  if (copy === undefined) {
    copy = frozen(JSON.parse(JSON.stringify(value)) as Json)
    copies.set(value, copy)
  }
  return copy
}
