import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { clientRoom } from './client-room.ts'
import type { Random } from './random.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from './stock-client.ts'
import { token } from './tokens.ts'

/** What others see of somebody. */
type Seen = Readonly<Partial<Record<string, unknown>>>

/** Somebody in the room under chaos, by a published client or by the client library. */
export interface ChaosPerson {
  readonly name: string
  readonly clientId: number
  readonly doc: Y.Doc
  /** What it has said of its own place. */
  readonly place: { readonly x: unknown; readonly y: unknown }
  /** How it stands between it and the relay, in words. */
  readonly standing: string
  /** Whether the relay has turned it away for good. */
  readonly isClosed: boolean
  /** Whether the room is open to it, with the relay's document. */
  readonly isThere: boolean
  /** Everybody else, by clientID. */
  readonly others: ReadonlyMap<number, Seen>
  say(fields: { x?: number; y?: number; hand?: boolean | undefined }): void
  leave(): void
  /** Only of the client library. */
  readonly own: ReturnType<typeof clientRoom> | null
}

const seenOf = (state: Record<string, unknown>): Seen => {
  const { name, x, y, hand, handAt, id, role } = state
  return { name, x, y, hand: hand ?? false, handAt, id, role }
}

const othersIn = ({ clientID, getStates }: Pick<Awareness, 'clientID' | 'getStates'>) =>
  new Map(
    [...getStates()].filter(([clientId]) => clientId !== clientID).map(([id, state]) => [id, seenOf(state)]),
  )

const HOUR_S = 3_600

const docOf = (random: Random): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = 1 + random.below(2 ** 31)
  return doc
}

export const stockPerson = async (wsUrl: string, name: string, random: Random): Promise<ChaosPerson> => {
  const version = random.pick(Object.keys(STOCK_VERSIONS) as StockVersion[])
  const client = stockClient(wsUrl, 'lesson', {
    ...{ version, doc: docOf(random), state: { name, x: 0, y: 0 } },
    params: { token: await token({ sub: name, role: 'member', ttlSeconds: HOUR_S }) },
  })
  const { awareness, provider, doc, clientId } = client
  const local = () => awareness.getLocalState() ?? {}
  let closed: string | null = null
  // Published clients before 3.1 would try for ever.
  provider.on('connection-close', (event) => {
    if (event === null || event.code < 4400 || event.code > 4499) return
    closed = `${event.code} ${event.reason}`
    provider.disconnect()
  })
  return {
    ...{ name, doc, clientId, own: null },
    get place() {
      return { x: local().x, y: local().y }
    },
    get standing() {
      return `y-websocket ${version}, socket ${provider.ws?.readyState}, synced ${provider.synced}, closed ${closed}`
    },
    get isClosed() {
      return closed !== null
    },
    get isThere() {
      return provider.synced
    },
    get others() {
      return othersIn({ clientID: clientId, getStates: () => awareness.getStates() })
    },
    say: (fields) => awareness.setLocalState({ ...local(), ...fields }),
    leave: () => provider.destroy(),
  }
}

export const ownPerson = async (
  wsUrl: string,
  name: string,
  role: 'host' | 'member',
  random: Random,
): Promise<ChaosPerson> => {
  const own = clientRoom(wsUrl, 'lesson', {
    ...{ doc: docOf(random), presence: { name, x: 0, y: 0 } },
    token: await token({ sub: name, role, ttlSeconds: HOUR_S }),
  })
  const { room } = own
  return {
    ...{ name, own, doc: room.doc, clientId: room.doc.clientID },
    get place() {
      const { x, y } = room.self.get()
      return { x, y }
    },
    get standing() {
      return JSON.stringify(room.status.get())
    },
    get isClosed() {
      return ['closed', 'room-reset'].includes(room.status.get().state)
    },
    get isThere() {
      return room.status.get().state === 'connected'
    },
    get others() {
      const there = room.others.get().filter(({ status }) => status !== 'reconnecting')
      return new Map(there.map((other) => [other.clientId, seenOf({ ...other })]))
    },
    say: (fields) => room.self.set(fields),
    leave: () => room.leave(),
  }
}
