import type { CrowdWatch } from 'homeroom/crowd'
import { createValue, type Value } from '../page/value.ts'

/** A rectangle, in the units in which people are placed. */
export type View = NonNullable<CrowdWatch['view']>

export interface Managed {
  /** {@link Member.key} */
  readonly key: string
  /** Those of one whom the page may not be told of yet: a key alone says nothing to the relay. */
  readonly clientIds?: readonly number[]
}

/** What a person looks at in a room that may be a crowd, and how many there are. */
export interface CrowdLook {
  /** How many people there are, where the page is told of some of them; null where it is told of all. */
  readonly total: Value<number | null>
  /** The part of the room that the page shows; null for none. */
  readonly view: Value<View | null>
  /** The people in the rows of the list that this person is at: {@link Member.key}. Empty while they are at none. */
  readonly pointedAt: Value<readonly string[]>
  /** The person whom a host manages. */
  readonly managed: Value<Managed | null>
  /** The clientIDs of people who were looked for. */
  readonly found: Value<readonly number[]>
}

export const createCrowdLook = (): CrowdLook => ({
  total: createValue<number | null>(null),
  view: createValue<View | null>(null),
  pointedAt: createValue<readonly string[]>([]),
  managed: createValue<Managed | null>(null),
  found: createValue<readonly number[]>([]),
})
