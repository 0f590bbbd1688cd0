import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import {
  AWARENESS_BYTES,
  AWARENESS_ENTRIES,
  encodeEntry,
  HOMEROOM_V1,
  joinEntries,
  KEEP_ALIVE,
  MESSAGE_BYTES,
  MESSAGES,
  type Protocol,
  readAwareness,
  readMessage,
  UPDATE_BYTES,
  writeMessage,
  writeOwnChange,
  writeV1Message,
} from '../../shared/index.ts'
import { mutate } from '../support/mutate.ts'
import { randomFrom } from '../support/random.ts'
import { signalRequest } from '../support/raw-signals.ts'

/** `homeroom.v1` has every message that there is. */
const read = (bytes: Uint8Array, protocol: Protocol = HOMEROOM_V1) => readMessage(bytes, protocol)

const anyBytes = fc.uint8Array({ maxLength: 300 })
const uint = fc.oneof(fc.nat(300), fc.maxSafeNat())
const entry = fc.record({ clientId: uint, clock: uint, json: fc.json() })

/** A frame that is near to a good one: right at the start, and then damaged. */
const nearFrame = fc
  .tuple(
    fc.oneof(
      anyBytes.map(writeMessage.step1),
      anyBytes.map(writeMessage.step2),
      anyBytes.map(writeMessage.update),
      fc.array(entry, { maxLength: 4 }).map((entries) => writeMessage.awareness(entries.map(encodeEntry))),
      uint.map(writeV1Message.ping),
      fc.string({ unit: 'binary' }).map(writeV1Message.token),
      fc
        .tuple(fc.json(), fc.array(uint, { maxLength: 4 }))
        .map(([data, to]) => signalRequest('kind', data, to)),
      fc
        .record({ x: fc.double({ noNaN: true, noDefaultInfinity: true }), name: fc.string() })
        .map((set) => writeOwnChange({ set, cleared: ['hand'] })),
    ),
    fc.nat(),
  )
  .map(([frame, seed]) => mutate(frame, randomFrom(seed)))

/** What a lie about a length would show: bytes that stand where a Buffer's pool has those of others. */
const SECRET = Buffer.from('another connection said this')

/** `bytes` as Node hands them out: a view into a larger buffer, with others' bytes before and behind. */
const pooled = (bytes: Uint8Array): Uint8Array => {
  const pool = Buffer.concat([SECRET, bytes, ...Array.from({ length: 20 }, () => SECRET)])
  return pool.subarray(SECRET.length, SECRET.length + bytes.length)
}

const isSafe = (value: number) => Number.isSafeInteger(value) && value >= 0

describe('[WI2] any bytes give a value or a fault', () => {
  test.each([
    ['any bytes', anyBytes],
    ['nearly good frames', nearFrame],
  ])('[WI2] readMessage, of %s', (_what, bytes) => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('stock', HOMEROOM_V1), (frame, protocol) => {
        const message = read(frame, protocol)
        if (!message.ok) {
          expect(message.fault.code).toMatch(/^(bad-bytes|unknown-message)$/)
          expect(message.fault.message).not.toBe('')
        } else if (message.value.kind === 'awareness') {
          for (const { clientId, clock } of message.value.entries)
            expect(isSafe(clientId) && isSafe(clock)).toBe(true)
        }
      }),
      { numRuns: 4_000 },
    )
  })

  test('[WI2] readAwareness', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const update = readAwareness(bytes)
        if (!update.ok) expect(update.fault.code).toBe('bad-bytes')
        else
          for (const { clientId, clock } of update.value.entries)
            expect(isSafe(clientId) && isSafe(clock)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('[WI2] a frame that is cut short at whatever byte is a fault', () => {
    const frames = [
      writeMessage.step1(Uint8Array.of(0)),
      writeMessage.update(Uint8Array.of(0, 0)),
      writeMessage.awareness([encodeEntry({ clientId: 1, clock: 2, json: '{}' })]),
      Uint8Array.of(3),
      writeV1Message.ping(300),
      writeV1Message.token('a.b.c'),
      signalRequest('reaction', '👍', [1, 300]),
    ]
    for (const frame of frames) {
      expect(read(frame).ok).toBe(true)
      for (let length = 0; length < frame.length; length++) {
        expect(read(frame.subarray(0, length)), `${frame} cut at ${length}`).toMatchObject({
          ok: false,
        })
      }
    }
  })
})

test('[WI2] round trip of sync frames', () => {
  fc.assert(
    fc.property(anyBytes, (payload) => {
      const step1 = read(pooled(writeMessage.step1(payload)))
      expect(step1).toEqual({ ok: true, value: { kind: 'step1', stateVector: payload } })
      const step2 = read(pooled(writeMessage.step2(payload)))
      expect(step2).toEqual({ ok: true, value: { kind: 'step2', update: payload } })
      const update = read(pooled(writeMessage.update(payload)))
      expect(update).toEqual({ ok: true, value: { kind: 'update', update: payload } })
    }),
  )
})

test('[WI2] round trip of awareness frames', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 10 }), (entries) => {
      const expected = entries.map(({ clientId, clock, json }) => ({
        clientId,
        clock,
        stateBytes: new Uint8Array(Buffer.from(json)),
      }))
      const message = read(pooled(writeMessage.awareness(entries.map(encodeEntry))))
      if (!message.ok || message.value.kind !== 'awareness') throw new Error('it is no awareness message')
      const plain = message.value.entries.map((found) => ({
        ...found,
        stateBytes: new Uint8Array(found.stateBytes),
      }))
      expect(plain).toEqual(expected)
      expect(readAwareness(joinEntries(entries.map(encodeEntry)))).toMatchObject({ ok: true })
    }),
  )
})

describe('[WI1] one message, whole', () => {
  test.each([
    ['step 1', writeMessage.step1(Uint8Array.of(0))],
    ['step 2', writeMessage.step2(Uint8Array.of(0, 0))],
    ['an update', writeMessage.update(Uint8Array.of(0, 0))],
    ['awareness', writeMessage.awareness([encodeEntry({ clientId: 1, clock: 1, json: '{}' })])],
    ['an update of nobody', KEEP_ALIVE],
    ['a query', Uint8Array.of(3)],
    ['a ping', writeV1Message.ping(300)],
    ['a token', writeV1Message.token('a.b.c')],
    ['a signal', signalRequest('reaction', '👍', [1, 300])],
  ])('[WI1] %s with bytes left over is a fault', (_what, frame) => {
    expect(read(frame).ok).toBe(true)
    for (const rest of [[0], [0, 0], [...frame]]) {
      expect(read(Uint8Array.from([...frame, ...rest]))).toMatchObject({
        ok: false,
        fault: { code: 'bad-bytes' },
      })
    }
  })

  test('[WI1] an awareness update with bytes left over inside its frame is a fault', () => {
    expect(readAwareness(Uint8Array.of(0))).toEqual({ ok: true, value: { entries: [], skipped: 0 } })
    expect(readAwareness(Uint8Array.of(0, 0))).toMatchObject({ ok: false })
    expect(read(Uint8Array.of(1, 2, 0, 0))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
  })

  test.each([[2, 0, 0], [4], [99, 1], [110, 0], [116, 0, 0], [255, 1], [0, 3, 0], [0, 99, 1, 0]])(
    '[WI1] the message %j is not one that a client sends',
    (...frame) => {
      expect(read(Uint8Array.from(frame))).toMatchObject({
        ok: false,
        fault: { code: 'unknown-message' },
      })
    },
  )
})

describe('[WI3] a length that points beyond the frame', () => {
  const lengths = [1, 5, 28, 100, 127, 128, 1000, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]
  const varUint = (value: number): number[] => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, value)
    return [...encoding.toUint8Array(encoder)]
  }

  test.each(lengths)(
    '[WI3] %d bytes that are not there: a fault, whatever lies behind in memory',
    (length) => {
      const lie = varUint(length)
      const frames = [
        [0, 0, ...lie],
        [0, 1, ...lie],
        [0, 2, ...lie],
        [1, ...lie],
        // One entry, whose state is said to be that long.
        [1, 3 + lie.length, 1, 7, 1, ...lie],
        // That many entries.
        [1, lie.length, ...lie],
        [117, ...lie],
        [119, ...lie],
      ]
      for (const frame of frames) {
        expect(read(pooled(Uint8Array.from(frame))), `${frame}`).toMatchObject({
          ok: false,
          fault: { code: 'bad-bytes' },
        })
      }
    },
  )

  test('[WI3] whatever is read is a part of the frame, and an update ends where its memory ends', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearFrame), (bytes) => {
        const message = read(pooled(bytes))
        if (!message.ok) return
        const frame = Buffer.from(bytes)
        switch (message.value.kind) {
          case 'step1':
            expect(message.value.stateVector.buffer.byteLength).toBe(message.value.stateVector.length)
            expect(frame.includes(Buffer.from(message.value.stateVector))).toBe(true)
            break
          case 'step2':
          case 'update':
            // Yjs's own reader looks at the buffer, not at the view.
            expect(message.value.update.buffer.byteLength).toBe(message.value.update.length)
            expect(frame.includes(Buffer.from(message.value.update))).toBe(true)
            break
          case 'awareness':
            for (const { stateBytes } of message.value.entries)
              expect(frame.includes(Buffer.from(stateBytes))).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['a clientID', [1, 13, 1, ...Array(7).fill(255), 127, 1, 2, 123, 125]],
    ['a clock', [1, 13, 1, 1, ...Array(7).fill(255), 127, 2, 123, 125]],
    ['a length', [0, 2, ...Array(7).fill(255), 127, 0]],
    ['a message number', [...Array(7).fill(255), 127]],
  ])('[WI2] %s above the safe integers is a fault, also where lib0 lets it pass', (_what, frame) => {
    expect(read(Uint8Array.from(frame))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
  })
})

test('[PR12] an awareness message of over 8192 entries is a fault, and none of them is read', () => {
  const entry = encodeEntry({ clientId: 1, clock: 2, json: '{}' })
  const messageOf = (count: number) => writeMessage.awareness(Array.from({ length: count }, () => entry))
  let looks = 0
  const look = (count: number) =>
    readMessage(messageOf(count), 'stock', () => {
      looks += 1
      return false
    })
  expect(look(AWARENESS_ENTRIES)).toMatchObject({ ok: true, value: { entries: { length: 8_192 } } })
  expect(looks).toBe(AWARENESS_ENTRIES)
  expect(look(AWARENESS_ENTRIES + 1)).toMatchObject({ ok: false, fault: { code: 'too-many-entries' } })
  expect(looks).toBe(AWARENESS_ENTRIES)
})

test('[CW4] changes of an entry that together are over 64 KiB are a fault', () => {
  const moves = (bytes: number) => read(Uint8Array.from([MESSAGES.presence.type, ...new Uint8Array(bytes)]))
  // Five bytes each.
  expect(moves(65_535)).toMatchObject({ ok: true, value: { changes: { length: 13_107 } } })
  expect(moves(65_540)).toMatchObject({ ok: false, fault: { code: 'message-too-large' } })
})

test('[DO7] an update over 8 MiB, and an awareness frame over 2 MiB, is a fault', () => {
  const largest = new Uint8Array(UPDATE_BYTES)
  expect(read(writeMessage.update(largest)).ok).toBe(true)
  const update = read(writeMessage.update(new Uint8Array(UPDATE_BYTES + 1)))
  expect(update).toMatchObject({ ok: false, fault: { code: 'message-too-large' } })
  const awareness = read(Uint8Array.from([1, ...new Uint8Array(AWARENESS_BYTES)]))
  expect(awareness.ok).toBe(false)
  const large = read(writeMessage.awareness([new Uint8Array(AWARENESS_BYTES)]))
  expect(large).toMatchObject({ ok: false, fault: { code: 'message-too-large' } })
  expect(UPDATE_BYTES).toBeLessThan(MESSAGE_BYTES)
})
