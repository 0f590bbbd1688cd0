// A room's document over HTTP: taken out, put in, deleted.
import type { Context } from 'hono'
import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import { joined } from '../../base/joined.ts'
import type { Limits } from '../../base/limits.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Turns, Work } from '../../base/turns.ts'
import { jsonViewOf } from '../../document/json-view.ts'
import { snapshotOf } from '../../handle/room-document.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import type { Hub } from '../../rooms/hub.ts'
import type { Room } from '../../rooms/room.ts'
import type { Versions } from '../../versions/versions.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { type AskerDeps, askerOf } from './asker.ts'
import { presentTag, tagOf } from './document-tag.ts'
import type { Downloads } from './downloads.ts'
import { isKnown, readPrecondition } from './etag.ts'
import { bytesResponse } from './in-pieces.ts'
import { mergeRoute } from './merge.ts'
import { documentBody, JSON_TYPE, UPDATE_TYPE } from './request.ts'
import { type Route, route } from './route.ts'
import { DocumentView, Replaced, UpdateBytes } from './schemas.ts'
import { Uploads } from './uploads.ts'
import type { UseLinksDeps } from './use-links.ts'

export interface DocumentDeps extends AskerDeps, Pick<UseLinksDeps, 'joinLinks'> {
  readonly hub: Hub
  readonly handles: RoomHandles
  readonly limits: Limits
  readonly log: Log
  readonly metrics: Metrics
  readonly turns: Turns
  readonly downloads: Downloads
  /** Null where the store keeps none. */
  readonly versions: Versions | null
}

const PATH = '/api/rooms/:room/document'

const CONDITIONS = {
  'If-Match': 'An ETag of the bytes, or `*`: nothing is done where the document is another one.',
  'If-None-Match': '`*`: nothing is done where there is a document.',
}

const TAGS = { ETag: 'Of these bytes.', 'Homeroom-Epoch': 'The epoch of the room.' }

export const documentRoutes = (deps: DocumentDeps): readonly Route[] => {
  const { show, keepBefore, replace, isAsExpected } = createDocumentAccess(deps)
  const bodies = { ...deps, uploads: new Uploads(deps) }
  return [
    route({
      method: 'get',
      path: PATH,
      right: 'look',
      summary: 'The document.',
      headers: { 'If-None-Match': 'An ETag that is known already.' },
      answers: {
        200: {
          description: 'As a Yjs update, or as JSON where only that is accepted.',
          headers: TAGS,
          content: { [UPDATE_TYPE]: UpdateBytes, [JSON_TYPE]: DocumentView },
        },
        304: { description: 'It is known already.', headers: TAGS },
      },
      refusals: ['room-not-found', 'not-acceptable', 'store-unavailable', 'room-set-aside', 'busy'],
      handle: ({ c, caller }) => show(c, caller.room),
    }),
    route({
      method: 'put',
      path: PATH,
      right: 'order',
      summary: 'Replaces the room: its connections are told, and closed with 4409.',
      headers: CONDITIONS,
      body: documentBody(bodies),
      answers: { 200: { description: 'It has another epoch.', json: Replaced } },
      refusals: ['precondition-failed', 'store-unavailable', 'busy'],
      async handle({ c, caller, body }) {
        const { room } = caller
        const expected = await isAsExpected(c, room)
        if (!expected.ok) return expected
        const kept = await keepBefore(room, askerOf(c, caller, deps))
        if (!kept.ok) return kept
        const epoch = await replace(room, body)
        return epoch.ok ? ok({ room, epoch: epoch.value }) : epoch
      },
    }),
    mergeRoute({ ...bodies, path: PATH, conditions: CONDITIONS }),
    route({
      method: 'delete',
      path: PATH,
      right: 'order',
      summary: 'Deletes all that is in the room: its connections are told, and closed with 4409.',
      headers: CONDITIONS,
      answers: { 204: { description: 'It is done.' } },
      refusals: ['precondition-failed', 'store-unavailable'],
      async handle({ c, caller: { room } }) {
        const expected = await isAsExpected(c, room)
        if (!expected.ok) return expected
        return withCodes(deps, room, () => replace(room, null))
      },
    }),
  ]
}

const createDocumentAccess = ({ hub, handles, log, metrics, turns, versions, ...deps }: DocumentDeps) => {
  const tagged = async (c: Context<Env>, { id, epoch }: Room, type: string, body: Uint8Array) => {
    const etag = await tagOf(turns, id, body)
    const headers = {
      ETag: etag,
      Vary: 'Accept',
      // It may be kept, and is asked for again each time.
      'Cache-Control': 'private, no-cache',
      'Homeroom-Epoch': epoch,
    }
    if (isKnown(c, etag)) return ok({ response: new Response(null, { status: 304, headers }), bytes: 0 })
    const all = { ...headers, 'Content-Type': type }
    return ok({ response: bytesResponse(body as Uint8Array<ArrayBuffer>, all), bytes: body.length })
  }

  const show = (c: Context<Env>, id: RoomId): Promise<Result<Response, RefusalCode>> =>
    deps.downloads.make(c, id, () => shown(c, id))

  const shown = (c: Context<Env>, id: RoomId) =>
    handles.use<{ readonly response: Response; readonly bytes: number }, RefusalCode>(id, async (open) => {
      const { room } = open
      if (!room.hasContent) return refusal('room-not-found')
      const snapshot = await snapshotOf(open)
      if (!wantsJson(c)) return tagged(c, room, UPDATE_TYPE, snapshot)
      const view = await inTurns(turns, jsonBodyOf(room, snapshot), { room: id })
      return view.ok ? tagged(c, room, JSON_TYPE, view.value) : fault('not-acceptable', view.fault.message)
    })

  /** What is in a room is a version before it is replaced; a room that cannot be opened has none, and may be replaced all the same. */
  const keepBefore = async (id: RoomId, asker: string | null): Promise<Result<unknown, RefusalCode>> => {
    if (versions === null) return ok(undefined)
    const kept = await unlessStoreFails({ log, metrics }, 'keep', id, () =>
      handles.use(id, async ({ room }) =>
        ok(room.hasContent ? await versions.keep(room, 'import', asker) : ok(undefined)),
      ),
    )
    if (!kept.ok) return kept
    return kept.value.ok ? kept.value.value : ok(undefined)
  }

  /** Gives the new epoch. */
  const replace = (room: RoomId, snapshot: Uint8Array | null): Promise<Result<string, RefusalCode>> =>
    unlessStoreFails({ log, metrics }, 'replace', room, () => hub.replace(room, snapshot))

  /** Without a condition nothing is loaded: a document that cannot be read any more may be replaced all the same. */
  const isAsExpected = async (c: Context<Env>, room: RoomId): Promise<Result<void, RefusalCode>> => {
    const precondition = readPrecondition(c)
    if (precondition === null) return ok(undefined)
    const found = await handles.use<string | null, RefusalCode>(room, async (open) =>
      ok(await presentTag(open)),
    )
    if (!found.ok && found.fault.code !== 'room-not-found') return found
    const etag = found.ok ? found.value : null
    return precondition.holds(etag) ? ok(undefined) : refusal('precondition-failed')
  }

  return { show, keepBefore, replace, isAsExpected }
}

/** Deletes a room; the codes of its links are kept beside all rooms, and go with it. */
const withCodes = async (
  { joinLinks, log, metrics }: DocumentDeps,
  room: RoomId,
  remove: () => Promise<Result<unknown, RefusalCode>>,
): Promise<Result<undefined, RefusalCode>> => {
  const inStore = <Value>(work: () => Promise<Value>) =>
    unlessStoreFails({ log, metrics }, 'links', room, work)
  const links = joinLinks?.links
  const codes = await inStore(async () => (await links?.codesOf(room)) ?? [])
  const removed = await remove()
  if (!removed.ok) return removed
  // One that is left leads nowhere.
  if (codes.ok) await inStore(async () => links?.forget(codes.value))
  return ok(undefined)
}

/** The default representation is bytes. */
export const wantsJson = (c: Context<Env>): boolean => {
  const accept = c.req.header('accept') ?? ''
  return accept.includes(JSON_TYPE) && !accept.includes(UPDATE_TYPE)
}

/** What `DocumentView` describes. */
function* jsonBodyOf({ id, epoch }: Room, snapshot: Uint8Array): Work<Result<Uint8Array, 'too-deep'>> {
  const roots = yield* jsonViewOf(snapshot)
  if (!roots.ok) return roots
  const head = JSON.stringify({ room: id, epoch }).slice(0, -1)
  const pieces = [Buffer.from(`${head},"roots":`), ...roots.value, Buffer.from('}')]
  return ok(yield* joined(pieces))
}
