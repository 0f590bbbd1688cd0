import * as v from 'valibot'
import { parseJson, type RoleName } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { joinSpans, overlapMs, type Span } from './attendance-spans.ts'
import type { EventPerson } from './room-event.ts'

/** Somebody who was in a room on one day. */
export interface AttendanceRow {
  /** In UTC, as `2030-01-31`. */
  readonly day: string
  readonly id: string | null
  readonly name: string | null
  /** The name under which everybody saw them last, which they may have chosen themselves; null where they showed none. */
  readonly shownName: string | null
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
  readonly shownName: string | null
  readonly firstMs: number
  readonly lastMs: number
  readonly presentMs: number
  /** The same on the wall clock, where several relays write rows of the person; else none. */
  readonly spans: readonly Span[]
}

/** Tabs with one key are one person: by a verified id, else by a name that was given with no id, else each is its own. */
export const personKeyOf = ({
  id,
  name,
  connection,
}: Pick<EventPerson, 'id' | 'name' | 'connection'>): string => {
  if (id !== null) return `id:${id}`
  return name === null ? `connection:${connection}` : `name:${name}`
}

/** Whether somebody is known by nothing but a connection. */
export const isNameless = ({ id, name }: EventPerson): boolean => id === null && name === null

export const dayAt = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10)

/** Rows are kept by day, and there by person; where several relays write them, each has its own. */
export const rowKeyOf = (day: string, personKey: string, owner: string | null): string =>
  owner === null ? `${day}/${personKey}` : `${day}/${personKey} ${owner}`

export const dayOf = (rowKey: string): string => rowKey.slice(0, rowKey.indexOf('/'))

const WallMs = v.pipe(v.number(), v.safeInteger())

const Body = v.object({
  id: v.nullable(v.string()),
  name: v.nullable(v.string()),
  // Rows of former relays have none.
  shownName: v.optional(v.nullable(v.string()), null),
  role: v.string(),
  connection: v.nullable(v.string()),
  firstMs: WallMs,
  lastMs: WallMs,
  presentMs: v.number(),
  spans: v.optional(v.array(v.tuple([WallMs, WallMs]))),
})

type StoredRow = v.InferOutput<typeof Body>

const readBody = (bytes: Uint8Array | null): StoredRow | null => {
  const json = bytes === null ? null : parseJson(new TextDecoder().decode(bytes), 3)
  const body = json?.ok ? v.safeParse(Body, json.value) : null
  return body?.success ? body.output : null
}

/** A row as it is written: `share` added to what is there, where that can be read. */
export const withShare = (stored: Uint8Array | null, share: AttendanceShare): Uint8Array => {
  const before = readBody(stored)
  const { id, name, role, connection } = share.person
  const spans = joinSpans([...(before?.spans ?? []), ...share.spans])
  const body: StoredRow = {
    ...{ id, name, role, connection: isNameless(share.person) ? connection : null },
    shownName: share.shownName ?? before?.shownName ?? null,
    firstMs: Math.min(before?.firstMs ?? share.firstMs, share.firstMs),
    lastMs: Math.max(before?.lastMs ?? share.lastMs, share.lastMs),
    presentMs: (before?.presentMs ?? 0) + share.presentMs,
    ...(spans.length > 0 && { spans: spans.map(([fromMs, toMs]): [number, number] => [fromMs, toMs]) }),
  }
  return new TextEncoder().encode(JSON.stringify(body))
}

/** So many rows are read in one step of some ms. */
const STEP_ROWS = 100

/** Rows as they are stored, each by its key: what cannot be read is left out, and what several relays have written of one is one row. */
export function* readRows(
  stored: readonly (readonly [rowKey: string, bytes: Uint8Array | null])[],
): Work<readonly AttendanceRow[]> {
  const bodiesByRow = new Map<string, { readonly day: string; readonly bodies: StoredRow[] }>()
  for (const [at, [rowKey, bytes]] of stored.entries()) {
    if (at % STEP_ROWS === 0) yield
    const body = readBody(bytes)
    if (body === null) continue
    const day = dayOf(rowKey)
    const key = rowKeyOf(day, personKeyOf(body), null)
    const row = bodiesByRow.get(key)
    if (row === undefined) bodiesByRow.set(key, { day, bodies: [body] })
    else row.bodies.push(body)
  }
  const rows: AttendanceRow[] = []
  for (const { day, bodies } of bodiesByRow.values()) {
    if (rows.length % STEP_ROWS === 0) yield
    rows.push(rowOf(day, bodies))
  }
  return rows
}

const rowOf = (day: string, bodies: readonly StoredRow[]): AttendanceRow => {
  const inOrder = bodies.toSorted((one, other) => one.lastMs - other.lastMs)
  // What was last known of the person.
  const { presentMs: _, spans: __, ...last } = inOrder.at(-1) as StoredRow
  const presentMs =
    bodies.reduce((sum, body) => sum + body.presentMs, 0) - overlapMs(bodies.map(({ spans = [] }) => spans))
  return {
    ...{ day, ...last },
    shownName: inOrder.findLast(({ shownName }) => shownName !== null)?.shownName ?? null,
    firstMs: Math.min(...bodies.map(({ firstMs }) => firstMs)),
    minutes: Math.round(presentMs / 60_000),
  }
}
