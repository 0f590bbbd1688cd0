import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { type ApiDeps, createApi } from './api/api.ts'
import type { Env } from './env.ts'
import { createJoin, createPlainAnswer, type JoinDeps } from './join.ts'
import { isLocalName } from './local-name.ts'
import { type OpennessDeps, warnOfOpenness } from './openness.ts'
import { pageFrom, servePage } from './page.ts'
import { pathBelow } from './path-below.ts'
import { refusal, refuse } from './refusal.ts'
import { upgradeOf } from './upgrade.ts'

export interface AppDeps extends JoinDeps, ApiDeps, OpennessDeps {
  /** A folder of files to serve at `/`; null for none. */
  readonly page: string | null
  /** Where all routes begin: empty, or such as `/rooms`. */
  readonly path: string
}

/** Every route of the relay, for its own server or for anyone's Hono app. */
export const createApp = (deps: AppDeps): Hono<Env> => {
  const { page, path } = deps
  const app = new Hono<Env>()
  const join = createJoin(deps)
  const answerPlain = createPlainAnswer(deps)

  const ownNames = ownNamesOnly(deps)
  app.use('*', ownNames, warnOfOpenness(deps))

  app.use('*', async (c, next) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') return next()
    if (upgradeOf(c.env).accept !== undefined || deps.isDraining()) return join(c, pathBelow(c))
    // Node passes it on as a plain request where a server has no `upgrade` listener.
    deps.log.error({ path: c.req.path }, 'a WebSocket came as a plain request')
    return next()
  })

  app.route('/', createApi(deps))

  if (page !== null) servePage(app, page, path)

  app.get('*', (c) => answerPlain(c, pathBelow(c)))
  app.notFound(() => refuse(refusal('not-found').fault))
  app.onError((error, c) => {
    // Its path without what is asked for, where a token may be.
    deps.fence.failed('request', error, { path: c.req.path })
    return c.json({ error: 'internal', message: 'The relay failed; its log says why.' }, 500)
  })
  if (path === '') return app
  const mounted = new Hono<Env>()
  if (page !== null) mounted.get(`${path}/`, ownNames, ...pageFrom(page, path))
  return mounted.route(path, app).notFound(() => refuse(refusal('not-found').fault))
}

/** Refuses a page from elsewhere that has its own name point at an open relay. */
const ownNamesOnly = ({ isOpen, trustProxy, origins, metrics }: AppDeps) =>
  createMiddleware<Env>(async (c, next) => {
    // Nothing came with a request that somebody made for `routes` by hand.
    c.env ??= {}
    if (!isOpen || trustProxy > 0 || isLocalName(c.env.incoming, origins)) return next()
    metrics.refusals.inc({ code: 'host-forbidden' })
    return refuse(refusal('host-forbidden').fault)
  })
