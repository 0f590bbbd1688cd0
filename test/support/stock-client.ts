import { WebSocket } from 'ws'
import * as websocket310 from 'y-websocket'
import * as websocket154 from 'y-websocket-154'
import * as websocket210 from 'y-websocket-210'
import * as websocket300 from 'y-websocket-300'
import * as Y from 'yjs'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/** The published clients that the relay promises to serve as they are. */
export const STOCK_VERSIONS = {
  '3.1.0': websocket310,
  '3.0.0': websocket300,
  '2.1.0': websocket210,
  '1.5.4': websocket154,
} as const

export type StockVersion = keyof typeof STOCK_VERSIONS

export interface StockClientOptions {
  readonly version?: StockVersion
  readonly params?: Record<string, string>
  readonly protocols?: string[]
  readonly state?: Record<string, unknown> | null
  readonly doc?: Y.Doc
  /** True for a browser's tab: the tabs of one browser pass on by BroadcastChannel all that they hear. */
  readonly isTab?: boolean
}

type State = Record<string, unknown>

// Each provider adds a listener to the process, for its exit.
process.setMaxListeners(0)

/** A published y-websocket provider in a room, and what a test asks of it. */
export const stockClient = (wsUrl: string, room: string, options: StockClientOptions = {}) => {
  const { version = '3.1.0', params = {}, protocols = [], state, doc = new Y.Doc(), isTab = false } = options
  const { WebsocketProvider } = STOCK_VERSIONS[version] as typeof websocket310
  const provider = new WebsocketProvider(wsUrl, room, doc, {
    // Two providers of one process would meet on the BroadcastChannel, with no relay between them.
    disableBc: !isTab,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    params,
    protocols,
    connect: false,
  })
  const { awareness } = provider
  if (state !== undefined) awareness.setLocalState(state)
  provider.connect()
  onTestCleanup(() => {
    provider.destroy()
    doc.destroy()
  })

  return {
    provider,
    doc,
    awareness,
    clientId: doc.clientID,
    text: doc.getText('text'),
    socket: () => provider.ws as unknown as WebSocket | null,
    synced: () => until(() => provider.synced, 'the client is synced'),
    /** What this client sees of another one. */
    sees: (other: { clientId: number }): State | undefined => awareness.getStates().get(other.clientId),
    waitFor: (other: { clientId: number }, matches: (state: State) => boolean = () => true): Promise<State> =>
      until(() => {
        const found = awareness.getStates().get(other.clientId)
        return found !== undefined && matches(found) ? found : null
      }, `client ${doc.clientID} sees client ${other.clientId}`),
    waitGone: (other: { clientId: number }): Promise<boolean> =>
      until(() => !awareness.getStates().has(other.clientId), `client ${other.clientId} is gone`),
  }
}

export type StockClient = ReturnType<typeof stockClient>
