import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AWARENESS_BYTES,
  AWARENESS_ENTRIES,
  encodeEntry,
  messagesIn,
  readMessage,
  writeMessage,
} from '../../shared/index.ts'

const read = (bytes: Uint8Array) => readMessage(bytes, 'stock')

describe('[WI1][X41] several messages in a frame', () => {
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((update) => writeMessage.update(update)),
    fc.uint8Array({ maxLength: 200 }).map((stateVector) => writeMessage.step1(stateVector)),
    fc
      .array(fc.nat(300), { maxLength: 5 })
      .map((ids) =>
        writeMessage.awareness(ids.map((clientId) => encodeEntry({ clientId, clock: 1, json: '{}' }))),
      ),
    fc.constant(Uint8Array.of(3)),
  )

  test('[WI1][X41] are told apart, up to 128', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 128 }), (messages) => {
        expect(messagesIn(Uint8Array.from(messages.flatMap((bytes) => [...bytes])))).toEqual(messages)
      }),
    )
  })

  test('[WI2][X41] whatever the bytes are, nothing of them is lost, and an unknown message ends its frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (frame) => {
        const messages = messagesIn(frame)
        expect(messages.length).toBeLessThanOrEqual(129)
        expect(messages.flatMap((bytes) => [...bytes])).toEqual([...frame])
      }),
    )
    expect(messagesIn(Uint8Array.of(3, 102, 3, 3))).toEqual([Uint8Array.of(3), Uint8Array.of(102, 3, 3)])
  })

  test('[PR12][X41] have together as much presence as one may have: what follows is one message, which cannot be read', () => {
    const many = (entries: number) =>
      writeMessage.awareness(
        Array.from({ length: entries }, (_, clientId) => encodeEntry({ clientId, clock: 1, json: '{}' })),
      )
    const frame = (...messages: Uint8Array[]) => Uint8Array.from(messages.flatMap((bytes) => [...bytes]))
    const [half, query] = [many(AWARENESS_ENTRIES / 2), Uint8Array.of(3)]
    expect(messagesIn(frame(half, half, query))).toHaveLength(3)
    const [, , , ...more] = messagesIn(frame(half, half, query, half, query))
    expect(more.map((bytes) => read(bytes).ok)).toEqual([false])
    const wide = writeMessage.awareness([
      encodeEntry({ clientId: 1, clock: 1, json: 'x'.repeat(AWARENESS_BYTES) }),
    ])
    expect(messagesIn(frame(query, wide, query)).map((bytes) => read(bytes).ok)).toEqual([true, false])
  })
})
