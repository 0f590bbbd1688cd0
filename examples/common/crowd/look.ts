import type { CrowdWatch } from 'homeroom/crowd'
import { createValue, type Value } from '../page/value.ts'

/** A rectangle, in the units in which people are placed. */
export type View = NonNullable<CrowdWatch['view']>

/** What a person looks at in a room that may be a crowd, and how many there are. */
export interface CrowdLook {
  /** How many people there are, where the page is told of some of them; null where it is told of all. */
  readonly total: Value<number | null>
  /** The part of the room that the page shows; null for none. */
  readonly view: Value<View | null>
  /** The people in the rows of the list that this person is at: {@link Member.key}. Empty while they are at none. */
  readonly pointedAt: Value<readonly string[]>
  /** The key of the person whom a host manages. */
  readonly managed: Value<string | null>
  /** The clientIDs of people who were looked for. */
  readonly found: Value<readonly number[]>
}

export const createCrowdLook = (): CrowdLook => ({
  total: createValue<number | null>(null),
  view: createValue<View | null>(null),
  pointedAt: createValue<readonly string[]>([]),
  managed: createValue<string | null>(null),
  found: createValue<readonly number[]>([]),
})
