import * as v from 'valibot'
import { parseJson, type RoleName } from '../../shared/index.ts'
import type { EventPerson } from './room-event.ts'

/** Somebody who was in a room on one day. */
export interface AttendanceRow {
  /** In UTC, as `2030-01-31`. */
  readonly day: string
  readonly id: string | null
  readonly name: string | null
  readonly role: RoleName
  /** The connection of somebody without an id and a name; null of others. */
  readonly connection: string | null
  readonly firstMs: number
  readonly lastMs: number
  readonly minutes: number
}

/** What somebody has attended since it was written the last time. */
export interface AttendanceShare {
  readonly person: EventPerson
  readonly firstMs: number
  readonly lastMs: number
  readonly presentMs: number
}

/** Tabs with one key are one person: by a verified id, else by a name that was given with no id, else each is its own. */
export const personKeyOf = ({ id, name, connection }: EventPerson): string => {
  if (id !== null) return `id:${id}`
  return name === null ? `connection:${connection}` : `name:${name}`
}

/** Whether somebody is known by nothing but a connection. */
export const isNameless = ({ id, name }: EventPerson): boolean => id === null && name === null

export const dayAt = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10)

/** Rows are kept by day, and there by person. */
export const rowKeyOf = (day: string, personKey: string): string => `${day}/${personKey}`

export const dayOf = (rowKey: string): string => rowKey.slice(0, rowKey.indexOf('/'))

const WallMs = v.pipe(v.number(), v.safeInteger())

const Body = v.object({
  id: v.nullable(v.string()),
  name: v.nullable(v.string()),
  role: v.string(),
  connection: v.nullable(v.string()),
  firstMs: WallMs,
  lastMs: WallMs,
  presentMs: v.number(),
})

const readBody = (bytes: Uint8Array | null): v.InferOutput<typeof Body> | null => {
  const json = bytes === null ? null : parseJson(new TextDecoder().decode(bytes), 2)
  const body = json?.ok ? v.safeParse(Body, json.value) : null
  return body?.success ? body.output : null
}

/** A row as it is written: `share` added to what is there, where that can be read. */
export const withShare = (stored: Uint8Array | null, share: AttendanceShare): Uint8Array => {
  const before = readBody(stored)
  const { id, name, role, connection } = share.person
  const body: v.InferOutput<typeof Body> = {
    ...{ id, name, role, connection: isNameless(share.person) ? connection : null },
    firstMs: Math.min(before?.firstMs ?? share.firstMs, share.firstMs),
    lastMs: Math.max(before?.lastMs ?? share.lastMs, share.lastMs),
    presentMs: (before?.presentMs ?? 0) + share.presentMs,
  }
  return new TextEncoder().encode(JSON.stringify(body))
}

/** Null where it cannot be read. */
export const readRow = (rowKey: string, bytes: Uint8Array | null): AttendanceRow | null => {
  const body = readBody(bytes)
  if (body === null) return null
  const { presentMs, ...row } = body
  return { day: dayOf(rowKey), ...row, minutes: Math.round(presentMs / 60_000) }
}
