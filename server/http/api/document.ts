import type { Context } from 'hono'
import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import type { Limits } from '../../base/limits.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Hub } from '../../rooms/hub.ts'
import { jsonViewOf } from '../../rooms/json-view.ts'
import type { Room } from '../../rooms/room.ts'
import { readWholeUpdate } from '../../rooms/whole-update.ts'
import type { Env } from '../join.ts'
import { refusal } from '../refusal.ts'
import { type Answer, type Handler, json, noContent } from './answer.ts'
import { readBytes } from './body.ts'
import { etagOf, isKnown, readPrecondition } from './etag.ts'

export interface DocumentDeps {
  readonly hub: Hub
  readonly limits: Limits
  readonly log: Log
  readonly metrics: Metrics
}

interface DocumentRoutes {
  readonly get: Handler
  readonly put: Handler
  readonly remove: Handler
}

const UPDATE_TYPE = 'application/octet-stream'
const JSON_TYPE = 'application/json'

/** A room's document over HTTP: taken out, put in, deleted. */
export const createDocumentRoutes = ({ hub, limits, log, metrics }: DocumentDeps): DocumentRoutes => {
  /** The room, loaded where it must be; it leaves memory again as any room in which nobody is. */
  const roomOf = async (id: RoomId): Promise<Result<Room, RefusalCode>> => {
    for (;;) {
      const loaded = await hub.load(id)
      if (!loaded.ok) return loaded
      const room = hub.peek(id)
      if (room !== null) return room.hasContent ? ok(room) : refusal('room-not-found')
    }
  }

  const replace = async (room: RoomId, snapshot: Uint8Array | null): Promise<Result<string, RefusalCode>> => {
    try {
      return ok(await hub.replace(room, snapshot))
    } catch (error) {
      metrics.storeFailures.inc({ operation: 'replace' })
      log.error({ room, operation: 'replace', err: error }, 'the store failed')
      return fault('store-unavailable', 'The room cannot be written just now.')
    }
  }

  /** Without a condition nothing is loaded: a document that cannot be read any more may be replaced all the same. */
  const isAsExpected = async (c: Context<Env>, room: RoomId): Promise<Result<void, RefusalCode>> => {
    const precondition = readPrecondition(c)
    if (precondition === null) return ok(undefined)
    const found = await roomOf(room)
    if (!found.ok && found.fault.code !== 'room-not-found') return found
    const etag = found.ok ? etagOf(found.value.document.snapshot()) : null
    return precondition.holds(etag) ? ok(undefined) : refusal('precondition-failed')
  }

  return {
    async get(c, { room: id }) {
      const room = await roomOf(id)
      if (!room.ok) return room
      const snapshot = room.value.document.snapshot()
      return wantsJson(c) ? asJson(c, room.value, snapshot) : asUpdate(c, room.value, snapshot)
    },

    async put(c, { room }) {
      const body = await readBytes(c.req.raw, limits.document)
      if (!body.ok) return body
      const whole = readWholeUpdate(body.value)
      if (!whole.ok) return fault('bad-request', whole.fault.message)
      const expected = await isAsExpected(c, room)
      if (!expected.ok) return expected
      const epoch = await replace(room, whole.value)
      return epoch.ok ? json(c, { room, epoch: epoch.value }) : epoch
    },

    async remove(c, { room }) {
      const expected = await isAsExpected(c, room)
      if (!expected.ok) return expected
      const epoch = await replace(room, null)
      return epoch.ok ? noContent() : epoch
    },
  }
}

/** Bytes are what whoever asks for nothing in particular gets. */
const wantsJson = (c: Context<Env>): boolean => {
  const accept = c.req.header('accept') ?? ''
  return accept.includes(JSON_TYPE) && !accept.includes(UPDATE_TYPE)
}

const asJson = (c: Context<Env>, { id, epoch }: Room, snapshot: Uint8Array): Answer => {
  const view = jsonViewOf(snapshot)
  if (!view.ok) return fault('not-acceptable', view.fault.message)
  return tagged(c, epoch, JSON_TYPE, JSON.stringify({ room: id, epoch, roots: view.value }))
}

const asUpdate = (c: Context<Env>, { epoch }: Room, snapshot: Uint8Array): Answer =>
  tagged(c, epoch, UPDATE_TYPE, snapshot)

const tagged = (c: Context<Env>, epoch: string, type: string, body: Uint8Array | string): Answer => {
  const etag = etagOf(body)
  const headers = {
    ETag: etag,
    Vary: 'Accept',
    // It may be kept, and is asked for again each time.
    'Cache-Control': 'private, no-cache',
    'Homeroom-Epoch': epoch,
  }
  if (isKnown(c, etag)) return ok(new Response(null, { status: 304, headers }))
  return ok(
    new Response(body as Uint8Array<ArrayBuffer> | string, { headers: { ...headers, 'Content-Type': type } }),
  )
}
