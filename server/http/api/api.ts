import { Hono } from 'hono'
import type { Metrics } from '../../base/metrics.ts'
import type { Env } from '../join.ts'
import { refusal, refuse } from '../refusal.ts'
import { createAnswering } from './answer.ts'
import { type AuthorizeDeps, createApiAuthorizer } from './authorize.ts'
import { createDocumentRoutes, type DocumentDeps } from './document.ts'
import { createLookRoutes, type LookDeps } from './look.ts'
import { OPENAPI } from './openapi/document.ts'
import { createOrderRoutes, type OrderDeps } from './orders.ts'
import { createRoomList, type RoomListDeps } from './room-list.ts'

export interface ApiDeps extends AuthorizeDeps, DocumentDeps, LookDeps, OrderDeps, RoomListDeps {
  readonly hub: DocumentDeps['hub']
  readonly metrics: Metrics
}

/** `/api`: what hosts and holders of a secret see and order by HTTP. */
export const createApi = (deps: ApiDeps): Hono<Env> => {
  const { looks, orders, forAdmins } = createAnswering(createApiAuthorizer(deps), deps.metrics)
  const look = createLookRoutes(deps)
  const document = createDocumentRoutes(deps)
  const order = createOrderRoutes(deps)

  return new Hono<Env>()
    .get('/openapi.json', (c) => c.json(OPENAPI))
    .get('/rooms', forAdmins(createRoomList(deps)))
    .get('/rooms/:room', looks(look.room))
    .get('/rooms/:room/presence', looks(look.presence))
    .get('/rooms/:room/connections', looks(look.connections))
    .get('/rooms/:room/document', looks(document.get))
    .put('/rooms/:room/document', orders(document.put))
    .delete('/rooms/:room/document', orders(document.remove))
    .post('/rooms/:room/signals', orders(order.signal))
    .post('/rooms/:room/kick', orders(order.kick))
    .post('/rooms/:room/role', orders(order.role))
    .post('/rooms/:room/lock', orders(order.lock))
    .all('*', () => refuse(refusal('not-found').fault))
}
