// Versions of a room's document over HTTP: made, listed, read, compared, named, deleted, restored.
import type { Context } from 'hono'
import { fault, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import { joined } from '../../base/joined.ts'
import type { Work } from '../../base/turns.ts'
import { jsonViewOf } from '../../document/json-view.ts'
import { shownVersion, type VersionInfo } from '../../versions/stored-versions.ts'
import type { Versions } from '../../versions/versions.ts'
import type { Env } from '../env.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { askerOf } from './asker.ts'
import { type DocumentDeps, wantsJson } from './document.ts'
import { bytesResponse } from './in-pieces.ts'
import { createOrderLimit, type OrderLimitDeps } from './order-limit.ts'
import { JSON_TYPE, jsonBody, UPDATE_TYPE } from './request.ts'
import { inRoom } from './room-of.ts'
import { type Caller, type Route, route } from './route.ts'
import { UpdateBytes } from './schemas.ts'
import {
  Difference,
  DifferenceQuery,
  Restored,
  Version,
  VersionList,
  VersionOrder,
  VersionView,
} from './version-schemas.ts'

export interface VersionRouteDeps extends DocumentDeps, OrderLimitDeps {}

const PATH = '/api/rooms/:room/versions'
const ONE = `${PATH}/:version`

export const versionRoutes = (deps: VersionRouteDeps): readonly Route[] => [
  ...readRoutes(deps),
  differenceRoute(deps),
  ...orderRoutes(deps),
  ...nameRoutes(deps),
]

const readRoutes = (deps: VersionRouteDeps): readonly Route[] => {
  const use = createUse(deps)
  return [
    route({
      method: 'get',
      path: PATH,
      right: 'look',
      summary: 'The versions of the room.',
      answers: { 200: { description: 'All of them.', json: VersionList } },
      refusals: ['not-found', 'store-unavailable'],
      handle: ({ caller: { room } }) =>
        use(room, async (versions) => ok({ room, versions: (await versions.list(room)).map(shownVersion) })),
    }),
    route({
      method: 'get',
      path: ONE,
      right: 'look',
      summary: 'The document of a version.',
      answers: {
        200: {
          description: 'As a Yjs update, or as JSON where only that is accepted.',
          content: { [UPDATE_TYPE]: UpdateBytes, [JSON_TYPE]: VersionView },
        },
      },
      refusals: ['not-found', 'not-acceptable', 'store-unavailable', 'busy'],
      handle: ({ c, caller: { room } }) =>
        use(room, (versions) =>
          deps.downloads.make<RefusalCode>(c, room, async () => {
            const version = await versions.read(room, idIn(c))
            if (!version.ok) return version
            const { info, update } = version.value
            if (!wantsJson(c)) return ok(madeOf(UPDATE_TYPE, update))
            const view = await inTurns(deps.turns, viewBodyOf(room, info, update), { room })
            return view.ok ? ok(madeOf(JSON_TYPE, view.value)) : fault('not-acceptable', view.fault.message)
          }),
        ),
    }),
  ]
}

const differenceRoute = (deps: VersionRouteDeps): Route => {
  const use = createUse(deps)
  return route({
    method: 'get',
    path: `${ONE}/diff`,
    right: 'look',
    summary: 'What was added and taken away since a version.',
    query: DifferenceQuery,
    answers: { 200: { description: 'As plain values.', content: { [JSON_TYPE]: Difference } } },
    refusals: ['not-found', 'room-not-found', 'not-acceptable', 'busy', 'store-unavailable'],
    handle: ({ c, caller, query: { to = null } }) =>
      use(caller.room, (versions) =>
        inRoom(deps.handles, caller.room, async (room) => {
          const changes = await versions.difference(room, idIn(c), to, askerOf(c, caller, deps))
          if (!changes.ok) return changes
          // It is made by now, in its turn among versions; on its way out it counts as a document does.
          return deps.downloads.make<RefusalCode>(c, caller.room, async () => {
            const head = JSON.stringify({ room: caller.room, from: idIn(c), to }).slice(0, -1)
            const pieces = [Buffer.from(`${head},"changes":`), changes.value, Buffer.from('}')]
            return ok(madeOf(JSON_TYPE, await inTurns(deps.turns, joined(pieces), caller)))
          })
        }),
      ),
  })
}

const orderRoutes = (deps: VersionRouteDeps): readonly Route[] => {
  const order = createOrder(deps)
  return [
    route({
      method: 'post',
      path: PATH,
      right: 'order',
      summary: 'Keeps what is in the room now, until it is deleted.',
      body: jsonBody(VersionOrder),
      answers: { 200: { description: 'It is stored.', json: Version } },
      refusals: [...OF_ORDERS, 'room-not-found', 'precondition-failed', 'busy'],
      handle: ({ c, caller, body: { name } }) =>
        order(c, caller, (versions) =>
          inRoom(deps.handles, caller.room, async (room) =>
            viewed(await versions.create(room, { name, by: caller.identity.id }, askerOf(c, caller, deps))),
          ),
        ),
    }),
    route({
      method: 'post',
      path: `${ONE}/restore`,
      right: 'order',
      summary:
        'Gives the room the content of a version, by an edit: everybody stays, and what they write merges.',
      answers: { 200: { description: 'It is done, and stored.', json: Restored } },
      refusals: [...OF_ORDERS, 'room-not-found', 'body-too-large', 'busy'],
      handle: ({ c, caller }) =>
        order(c, caller, (versions) =>
          inRoom(deps.handles, caller.room, async (room) => {
            const restored = await versions.restore(room, idIn(c), caller.identity, askerOf(c, caller, deps))
            if (!restored.ok) return restored
            const { before } = restored.value
            const changed = before !== null
            return ok({
              room: caller.room,
              epoch: room.epoch,
              changed,
              before: before && shownVersion(before),
            })
          }),
        ),
    }),
  ]
}

const nameRoutes = (deps: VersionRouteDeps): readonly Route[] => {
  const order = createOrder(deps)
  return [
    route({
      method: 'patch',
      path: ONE,
      right: 'order',
      summary: 'Names a version, or takes its name away.',
      body: jsonBody(VersionOrder),
      answers: { 200: { description: 'It is stored.', json: Version } },
      refusals: [...OF_ORDERS, 'precondition-failed'],
      handle: ({ c, caller, body: { name } }) =>
        order(c, caller, async (versions) =>
          viewed(await versions.rename(caller.room, idIn(c), name, askerOf(c, caller, deps))),
        ),
    }),
    route({
      method: 'delete',
      path: ONE,
      right: 'order',
      summary: 'Deletes a version.',
      answers: { 204: { description: 'It is done.' } },
      refusals: OF_ORDERS,
      handle: ({ c, caller }) => order(c, caller, (versions) => versions.remove(caller.room, idIn(c))),
    }),
  ]
}

const OF_ORDERS = ['not-found', 'too-many-orders', 'store-unavailable'] as const

type Handling<Value> = Promise<Result<Value, RefusalCode>>

const createUse =
  ({ versions, ...deps }: VersionRouteDeps) =>
  async <Value>(room: Caller['room'], work: (versions: Versions) => Handling<Value>): Handling<Value> => {
    if (versions === null) return NOT_KEPT
    const done = await unlessStoreFails(deps, 'keep', room, () => work(versions))
    return done.ok ? done.value : done
  }

/** The same for an order, as often as its caller may give one. */
const createOrder = (deps: VersionRouteDeps) => {
  const use = createUse(deps)
  const limit = createOrderLimit(deps)
  return async <Value>(
    c: Context<Env>,
    caller: Caller,
    work: (versions: Versions) => Handling<Value>,
  ): Handling<Value> => {
    const limited = limit(c, caller)
    return limited.ok ? use(caller.room, work) : limited
  }
}

const NOT_KEPT = fault('not-found', 'The store of this relay keeps no versions.')

const idIn = (c: Context<Env>): string => c.req.param('version') ?? ''

const viewed = (info: Result<VersionInfo, RefusalCode>) => (info.ok ? ok(shownVersion(info.value)) : info)

const bodyOf = (type: string, body: Uint8Array): Response =>
  bytesResponse(body as Uint8Array<ArrayBuffer>, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    Vary: 'Accept',
  })

const madeOf = (type: string, body: Uint8Array) => ({ response: bodyOf(type, body), bytes: body.length })

/** What `VersionView` describes. */
function* viewBodyOf(
  room: string,
  info: VersionInfo,
  update: Uint8Array,
): Work<Result<Uint8Array, 'too-deep'>> {
  const roots = yield* jsonViewOf(update)
  if (!roots.ok) return roots
  const head = JSON.stringify({ room, version: shownVersion(info) }).slice(0, -1)
  return ok(yield* joined([Buffer.from(`${head},"roots":`), ...roots.value, Buffer.from('}')]))
}
