import * as v from 'valibot'
import type { Identity } from './presence.ts'
import { isRole, type Role } from './roles.ts'

/**
 * What a `homeroom.v1` client is told first. JSON, since it is sent once and grows: a reader leaves alone what it does
 * not know.
 */
export interface Welcome {
  /** Of the protocol; 1. */
  readonly version: number
  /** This connection, as the relay's log names it. */
  readonly session: string
  /** The room's generation. */
  readonly epoch: string
  /** The relay's wall clock, in ms since 1970. */
  readonly serverMs: number
  readonly identity: Identity
  readonly limits: { readonly stateBytes: number; readonly updateBytes: number }
}

const Schema: v.GenericSchema<unknown, Welcome> = v.object({
  version: v.number(),
  session: v.string(),
  epoch: v.string(),
  serverMs: v.number(),
  identity: v.object({
    id: v.nullable(v.string()),
    name: v.nullable(v.string()),
    role: v.custom<Role>(isRole),
    mayRename: v.boolean(),
  }),
  limits: v.object({ stateBytes: v.number(), updateBytes: v.number() }),
})

/** Reads the JSON of a welcome; null where it is none. */
export const parseWelcome = (json: string): Welcome | null => {
  try {
    const parsed = v.safeParse(Schema, JSON.parse(json))
    return parsed.success ? parsed.output : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
