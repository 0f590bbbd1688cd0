// The HTTP API: what hosts, holders of a secret and those who run the relay see and order by HTTP.
import { Hono } from 'hono'
import * as v from 'valibot'
import { ok } from '../../../shared/index.ts'
import type { Arrivals } from '../../base/arrivals.ts'
import type { Metrics } from '../../base/metrics.ts'
import { type CorsDeps, createCors } from '../cors.ts'
import type { Env } from '../env.ts'
import { createFailedAccess } from '../failed-access.ts'
import { isOriginAllowed } from '../origin.ts'
import { type Refusal, refusal, refuse } from '../refusal.ts'
import { type AttendanceRouteDeps, attendanceRoute } from './attendance.ts'
import { type AuthorizeDeps, createAuthorize } from './authorize.ts'
import { type ChatRouteDeps, chatRoutes } from './chat.ts'
import { type ClaimDeps, claimRoutes } from './claims.ts'
import { type DocumentDeps, documentRoutes } from './document.ts'
import { Downloads } from './downloads.ts'
import { type HookDeps, hookRoute } from './hooks.ts'
import { type LessonDeps, lessonRoute } from './lesson.ts'
import { type LinkDeps, linkRoutes } from './links.ts'
import { loadRoute } from './load.ts'
import { type LookDeps, lookRoutes } from './look.ts'
import { openApiOf } from './openapi.ts'
import { type OrderDeps, orderRoutes } from './orders.ts'
import { type ProbeDeps, probeRoutes } from './probes.ts'
import { JSON_TYPE } from './request.ts'
import { type RoomListDeps, roomListRoute } from './room-list.ts'
import { jsonResponse, type Route, route } from './route.ts'
import { type VersionRouteDeps, versionRoutes } from './versions.ts'
import { type WaitingDeps, waitingRoutes } from './waiting.ts'
import { type WebhookDeps, webhookRoutes } from './webhooks.ts'

export interface ApiDeps
  extends AttendanceRouteDeps,
    AuthorizeDeps,
    ChatRouteDeps,
    ClaimDeps,
    CorsDeps,
    Omit<DocumentDeps, 'downloads'>,
    HookDeps,
    LessonDeps,
    LinkDeps,
    Omit<LookDeps, 'downloads'>,
    OrderDeps,
    ProbeDeps,
    RoomListDeps,
    Omit<VersionRouteDeps, 'downloads'>,
    WaitingDeps,
    WebhookDeps {
  readonly hub: DocumentDeps['hub']
  readonly metrics: Metrics
  readonly arrivals: Pick<Arrivals, 'ofRoom'>
}

/** Every route, as rows: a new one is a row of one of these files. */
const routesOf = (deps: ApiDeps, downloads: Downloads): readonly Route[] => {
  let openApi: Uint8Array<ArrayBuffer> | null = null
  const documents = { ...deps, downloads }
  const routes: Route[] = [
    ...probeRoutes(deps),
    route({
      method: 'get',
      path: '/api/openapi.json',
      right: 'everyone',
      summary: 'This document.',
      answers: {
        200: { description: 'OpenAPI 3.1.', content: { [JSON_TYPE]: v.record(v.string(), v.unknown()) } },
      },
      refusals: ['busy'],
      handle({ c }) {
        openApi ??= Buffer.from(JSON.stringify(openApiOf(routes)))
        return ok(jsonResponse(c, openApi))
      },
    }),
    roomListRoute(deps),
    ...lookRoutes(documents),
    ...documentRoutes(documents),
    attendanceRoute(deps),
    ...versionRoutes(documents),
    loadRoute(deps),
    ...orderRoutes(deps),
    ...linkRoutes(deps),
    ...waitingRoutes(deps),
    ...claimRoutes(deps),
    lessonRoute(deps),
    ...chatRoutes(deps),
    hookRoute(deps),
    ...webhookRoutes(deps),
  ]
  return routes
}

/** Mounts the routes; each refusal is counted. */
export const createApi = (deps: ApiDeps): Hono<Env> => {
  const { metrics, arrivals } = deps
  const turn = (room: string) => arrivals.ofRoom(room)
  const authorize = createAuthorize(deps)
  const limited = createFailedAccess(deps)
  const api = new Hono<Env>()
  const refused = (fault: Refusal) => {
    metrics.refusals.inc({ code: fault.code })
    return refuse(fault)
  }
  api.use('/api/*', async (c, next) => {
    if (isOriginAllowed(c, deps)) return next()
    return refused(await limited(c, refusal('origin-forbidden').fault))
  })
  api.use('/api/*', createCors(deps))
  const downloads = new Downloads(deps)
  for (const { method, path, answer } of routesOf(deps, downloads)) {
    api.on(method, path, async (c) => {
      const answered = await answer(c, authorize, turn)
      const sent = answered.ok ? downloads.letOut(c, answered.value) : answered
      return sent.ok ? sent.value : refused(sent.fault)
    })
  }
  return api.all('/api/*', () => refuse(refusal('not-found').fault))
}
