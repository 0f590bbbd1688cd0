// The file of a recording, version 1: a line of JSON for each thing that happened, the first of which says what the file is.
// docs/server/record.md has it in words. A line is whole or it is not there: the file may be cut off anywhere.
import * as v from 'valibot'
import * as Y from 'yjs'
import { fault, type Json, type JsonObject, ok, type Result } from '../shared/index.ts'

const VERSION = 1

/** What the first line says. */
export interface RecordingHeader {
  readonly room: string
  /** When the recording began, as ISO 8601. */
  readonly startedAt: string
}

/** What changed of one entry of presence: the fields that did, null where a field is gone. */
export type EntryChange = JsonObject

/** The sender of a signal: `client` is the clientID of its entry, null where it has none. */
export interface RecordedSignal {
  readonly kind: string
  readonly data: Json
  readonly client: number | null
}

/** What happened: each is what one line says, beside its time. */
export type Happening =
  | { readonly update: Uint8Array }
  /** By clientID; null where the entry is gone. */
  | { readonly people: ReadonlyMap<number, EntryChange | null> }
  | { readonly signal: RecordedSignal }
  /** The recorder lost the relay, and why; what happened until it was back is told at once by what follows. */
  | { readonly lost: string }
  | { readonly back: true }
  /** The recording was ended, and not cut off. */
  | { readonly end: true }

/** A line; `ms` since the recording began. */
export type RecordedEvent = { readonly ms: number } & Happening

export const headerLine = (header: RecordingHeader): string =>
  `${JSON.stringify({ homeroom: 'recording', version: VERSION, ...header })}\n`

export const eventLine = (ms: number, happening: Happening): string => {
  if ('update' in happening)
    return `${JSON.stringify({ ms, update: Buffer.from(happening.update).toString('base64') })}\n`
  if ('people' in happening)
    return `${JSON.stringify({ ms, people: Object.fromEntries(happening.people) })}\n`
  return `${JSON.stringify({ ms, ...happening })}\n`
}

const Header = v.object({
  homeroom: v.literal('recording'),
  version: v.number(),
  room: v.string(),
  startedAt: v.string(),
})

const Update = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const update = new Uint8Array(Buffer.from(dataset.value, 'base64'))
    try {
      if (Buffer.from(update).toString('base64') !== dataset.value) throw new Error('not base64')
      Y.decodeUpdate(update)
      return update
    } catch {
      addIssue({ message: 'is no update of Yjs in base64' })
      return NEVER
    }
  }),
)

const ClientId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER))

const People = v.pipe(
  v.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.transform((people) => Object.entries(people).map(([id, change]) => [Number(id), change] as const)),
  v.array(
    v.tuple([
      ClientId,
      v.custom<EntryChange | null>((value) => typeof value === 'object' && !Array.isArray(value)),
    ]),
  ),
  v.transform((entries) => new Map(entries)),
)

const ms = v.pipe(v.number(), v.finite(), v.minValue(0))

const Event = v.union([
  v.strictObject({ ms, update: Update }),
  v.strictObject({ ms, people: People }),
  v.strictObject({
    ms,
    signal: v.strictObject({
      kind: v.string(),
      data: v.custom<Json>((value) => value !== undefined),
      client: v.nullable(ClientId),
    }),
  }),
  v.strictObject({ ms, lost: v.string() }),
  v.strictObject({ ms, back: v.literal(true) }),
  v.strictObject({ ms, end: v.literal(true) }),
])

/** Reads the first line. */
export const readHeader = (line: string): Result<RecordingHeader, 'bad-recording'> => {
  const read = v.safeParse(Header, jsonOf(line))
  if (!read.success) return fault('bad-recording', 'it does not begin as a recording does')
  const { version, room, startedAt } = read.output
  if (version !== VERSION)
    return fault('bad-recording', `it is of version ${version}, and this homeroom reads version ${VERSION}`)
  return ok({ room, startedAt })
}

/** Reads any other line. */
export const readEvent = (line: string): Result<RecordedEvent, 'bad-recording'> => {
  const read = v.safeParse(Event, jsonOf(line))
  return read.success ? ok(read.output) : fault('bad-recording', 'is no line of a recording')
}

/** Undefined where it is no JSON. */
const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
