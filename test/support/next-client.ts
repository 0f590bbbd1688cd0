import { WebsocketProvider } from '@y/websocket'
import * as Y from '@y/y'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { MESSAGES, SYNC } from '../../shared/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/**
 * The next y-websocket with the next Yjs. Its release candidates have a light that is green once everything written here has come
 * back from the server; the newest one of the registry has none yet, so the light is built here by that rule.
 */
export const nextClient = (wsUrl: string, room: string) => {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(wsUrl, room, doc, {
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    connect: false,
  })
  let unconfirmed = Y.createContentIds()
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === provider) return
    unconfirmed = Y.mergeContentIds([unconfirmed, Y.createContentIdsFromUpdate(update)])
  })
  const hear = provider.messageHandlers[MESSAGES.sync.type]
  provider.messageHandlers[MESSAGES.sync.type] = (encoder, decoder, ...rest) => {
    const message = decoding.createDecoder(decoder.arr)
    message.pos = decoder.pos
    if (decoding.readVarUint(message) !== SYNC.step1) {
      const come = Y.createContentIdsFromUpdate(decoding.readVarUint8Array(message))
      unconfirmed = Y.excludeContentIds(unconfirmed, come)
    }
    hear?.(encoder, decoder, ...rest)
  }
  provider.connect()
  onTestCleanup(() => {
    provider.destroy()
    doc.destroy()
  })
  const isGreen = () => provider.synced && unconfirmed.inserts.isEmpty() && unconfirmed.deletes.isEmpty()
  return {
    provider,
    doc,
    text: doc.get('text'),
    isGreen,
    green: () => until(isGreen, 'all that was written has come back'),
  }
}
