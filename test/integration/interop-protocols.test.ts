// A client of nothing but y-protocols: what its published functions write, the relay reads, and what the relay writes, they read.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as auth from 'y-protocols/auth'
import * as awarenessProtocol from 'y-protocols/awareness'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { onTestCleanup } from '../support/cleanup.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

type Write = (encoder: encoding.Encoder) => void

const message = (type: number, write: Write): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const plainClient = async (url: string) => {
  const doc = new Y.Doc()
  const awareness = new awarenessProtocol.Awareness(doc)
  const denials: string[] = []
  /** The sync messages that came, by their kind. */
  const kinds: number[] = []
  const ws = new WebSocket(url)
  onTestCleanup(() => {
    ws.terminate()
    doc.destroy()
  })
  ws.on('message', (data: Buffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data))
    const type = decoding.readVarUint(decoder)
    if (type === 0) {
      const answer = encoding.createEncoder()
      kinds.push(sync.readSyncMessage(decoder, answer, doc, 'relay'))
      if (encoding.length(answer) > 0) {
        const bytes = encoding.toUint8Array(answer)
        ws.send(message(0, (encoder) => encoding.writeUint8Array(encoder, bytes)))
      }
    } else if (type === 1)
      awarenessProtocol.applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), 'relay')
    else if (type === 2) auth.readAuthMessage(decoder, doc, (_doc, reason) => denials.push(reason))
    else throw new Error(`the relay has sent a message of type ${type}`)
    // Nothing may stand behind a message: y-websocket up to 3.1 reads one of a frame.
    expect(decoding.hasContent(decoder)).toBe(false)
  })
  await new Promise((resolve) => ws.once('open', resolve))
  const say = (clients: readonly number[], states?: Map<number, object>) =>
    ws.send(
      message(1, (encoder) =>
        encoding.writeVarUint8Array(
          encoder,
          awarenessProtocol.encodeAwarenessUpdate(awareness, [...clients], states),
        ),
      ),
    )
  return {
    doc,
    awareness,
    denials,
    kinds,
    ask: () => ws.send(message(0, (encoder) => sync.writeSyncStep1(encoder, doc))),
    announce: () => say([doc.clientID]),
    leave: () => say([doc.clientID], new Map()),
    query: () => ws.send(message(3, () => undefined)),
    send: (update: Uint8Array) => ws.send(message(0, (encoder) => sync.writeUpdate(encoder, update))),
    sees: (other: { doc: Y.Doc }) => awareness.getStates().get(other.doc.clientID),
  }
}

test('y-protocols/sync: step 1 is answered by step 2, updates go on, and both sides end with the same', async () => {
  const { wsUrl } = await startRelay()
  const [a, b] = [await plainClient(`${wsUrl}/lesson`), await plainClient(`${wsUrl}/lesson`)]
  a.doc.getText('text').insert(0, 'before')
  a.ask()
  b.ask()
  await until(() => b.doc.getText('text').toString() === 'before')
  a.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'relay') a.send(update)
  })
  a.doc.getText('text').insert(6, ' and after')
  await until(() => b.doc.getText('text').toString() === 'before and after')
  expect(new Set(a.kinds)).toEqual(new Set([0, 1, 2]))
})

test('y-protocols/awareness: a state, its change, its end by null and its return', async () => {
  const { wsUrl } = await startRelay()
  const [a, b] = [await plainClient(`${wsUrl}/lesson`), await plainClient(`${wsUrl}/lesson`)]
  a.awareness.setLocalState({ x: 3 })
  a.announce()
  b.announce()
  await until(() => b.sees(a)?.x === 3)
  a.awareness.setLocalState({ x: 4 })
  a.announce()
  await until(() => b.sees(a)?.x === 4)
  a.leave()
  await until(() => b.sees(a) === undefined)
  a.awareness.setLocalState({ x: 5 })
  a.announce()
  await until(() => b.sees(a)?.x === 5)
})

test('y-protocols/awareness: a query is answered with everyone, at clocks that are newer than what was known', async () => {
  const { wsUrl } = await startRelay()
  const [a, b] = [await plainClient(`${wsUrl}/lesson`), await plainClient(`${wsUrl}/lesson`)]
  a.awareness.setLocalState({ name: 'Ada' })
  a.announce()
  b.announce()
  await until(() => b.sees(a)?.name === 'Ada')
  awarenessProtocol.removeAwarenessStates(b.awareness, [a.doc.clientID], 'lost')
  b.query()
  await until(() => b.sees(a)?.name === 'Ada')
})

test('y-protocols/auth: a reader that writes is denied with a reason that its reader reads', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const reader = await plainClient(`${wsUrl}/lesson?token=${await token({ role: 'viewer' })}`)
  reader.ask()
  await until(() => reader.kinds.includes(1))
  const other = new Y.Doc()
  other.getText('text').insert(0, 'no')
  reader.send(Y.encodeStateAsUpdate(other))
  await until(() => reader.denials.length > 0)
  expect(reader.denials).toEqual(['You may read this room, not write to it.'])
})
