import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/**
 * A y-websocket client as a browser's tab has it: with the BroadcastChannel, over which the tabs of one browser
 * tell each other all presence that they hear.
 */
export const tabClient = (
  wsUrl: string,
  room: string,
  { state, params = {} }: { state?: Record<string, unknown> | null; params?: Record<string, string> } = {},
) => {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(wsUrl, room, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    params,
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
    awareness,
    clientId: doc.clientID,
    socket: () => provider.ws as unknown as WebSocket | null,
    synced: () => until(() => provider.synced, 'the tab is synced'),
    sees: (other: { clientId: number }) => awareness.getStates().get(other.clientId),
  }
}
