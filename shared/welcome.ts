import { parseJson } from './json.ts'
import { STATE_DEPTH } from './limits.ts'
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
  /** Attendees write as members do. Said only while it is so. */
  readonly attendeesWrite?: boolean
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
  readonly limits: {
    readonly stateBytes: number
    readonly updateBytes: number
    /** Messages of own presence that a client may send in a second; 0 where nobody hears them. Older relays do not say it. */
    readonly presencePerSecond?: number
  }
  /** What `saved` stands for. */
  readonly durability: Durability
  readonly rules: Rules
}

type Is = (value: unknown) => boolean

interface Fields {
  readonly [field: string]: Is | Fields
}

const isNumber: Is = (value) => typeof value === 'number'
const isText: Is = (value) => typeof value === 'string'
const isFlag: Is = (value) => typeof value === 'boolean'
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value)

const isFlagOrNone: Is = (value) => value === undefined || isFlag(value)
const isNumberOrNone: Is = (value) => value === undefined || isNumber(value)

/** Only a word of the relay's own comes with the role that it stands for. */
const isRoleOrNone: Is = (value) => value === undefined || isRole(value)

/** Not by valibot, which the relay has: it would be a twentieth of the client, for this one message. */
const WELCOME: Fields = {
  version: isNumber,
  connectionId: isText,
  epoch: isText,
  serverMs: isNumber,
  identity: {
    id: orNull(isText),
    name: orNull(isText),
    role: isText,
    rights: isRoleOrNone,
    mayRename: isFlag,
  },
  verifies: isFlag,
  limits: { stateBytes: isNumber, updateBytes: isNumber, presencePerSecond: isNumberOrNone },
  durability: (value) => value === 'none' || value === 'normal' || value === 'full',
  rules: { follow: orNull(isNumber), reactionsMuted: isFlag, locked: isFlag, attendeesWrite: isFlagOrNone },
}

/** What the fields name of a value; null where one of them is none. */
const pick = (value: unknown, fields: Fields): object | null => {
  if (typeof value !== 'object' || value === null) return null
  const picked: Record<string, unknown> = {}
  for (const [field, is] of Object.entries(fields)) {
    const part = (value as Record<string, unknown>)[field]
    picked[field] = typeof is === 'object' ? pick(part, is) : part
    if (typeof is === 'object' ? picked[field] === null : !is(part)) return null
  }
  return picked
}

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
  const parsed = parseJson(json, STATE_DEPTH)
  const welcome = parsed.ok ? (pick(parsed.value, WELCOME) as Welcome | null) : null
  if (welcome === null) return null
  return { ...welcome, identity: { ...welcome.identity, rights: rightsOf(welcome.identity) } }
}
