import * as v from 'valibot'
import type { Identity } from './presence.ts'
import { isRole, type Role, rightsOf } from './roles.ts'

/**
 * What outlives what: `none` nothing outlives the relay, `normal` what is stored outlives a relay that is killed, `full` also
 * a machine that loses its power.
 */
export type Durability = 'none' | 'normal' | 'full'

/** What hosts have ordered in a room, for as long as the relay lives. */
export interface Rules {
  /** The clientID of the host whom everyone is asked to follow. */
  readonly follow: number | null
  readonly reactionsMuted: boolean
  /** Nobody comes in who was not there. */
  readonly locked: boolean
}

/**
 * What a `homeroom.v1` client is told first. JSON, since it is sent once and grows: a reader leaves alone what it does
 * not know.
 */
export interface Welcome {
  /** Of the protocol; 1. */
  readonly version: number
  /** This connection, as the relay's log names it. */
  readonly connectionId: string
  /** The room's epoch: another one after it was deleted or replaced. */
  readonly epoch: string
  /** The relay's wall clock, in ms since 1970. */
  readonly serverMs: number
  /** Its `rights` are always there. */
  readonly identity: Identity & { readonly rights: Role }
  /** Whether the relay verifies people: if not, an `id` or a `role` in presence is what its owner says. */
  readonly verifies: boolean
  readonly limits: { readonly stateBytes: number; readonly updateBytes: number }
  /** What `saved` stands for. */
  readonly durability: Durability
  readonly rules: Rules
}

const Schema: v.GenericSchema<unknown, Welcome> = v.object({
  version: v.number(),
  connectionId: v.string(),
  epoch: v.string(),
  serverMs: v.number(),
  identity: v.pipe(
    v.object({
      id: v.nullable(v.string()),
      name: v.nullable(v.string()),
      role: v.string(),
      rights: v.exactOptional(v.custom<Role>(isRole)),
      mayRename: v.boolean(),
    }),
    v.transform((identity) => ({ ...identity, rights: rightsOf(identity) })),
  ),
  verifies: v.boolean(),
  limits: v.object({ stateBytes: v.number(), updateBytes: v.number() }),
  durability: v.picklist(['none', 'normal', 'full']),
  rules: v.object({ follow: v.nullable(v.number()), reactionsMuted: v.boolean(), locked: v.boolean() }),
})

/**
 * Reads the JSON of a welcome; null where it is none.
 *
 * @example
 * ```ts
 * import { parseWelcome } from 'homeroom/protocol'
 *
 * console.log(parseWelcome('{"version":1}')) // null: most of it is missing
 * ```
 */
export const parseWelcome = (json: string): Welcome | null => {
  try {
    const parsed = v.safeParse(Schema, JSON.parse(json))
    return parsed.success ? parsed.output : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
