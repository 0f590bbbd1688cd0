import { describe, expect, test } from 'vitest'
import {
  encodeSignal,
  HOMEROOM_V1,
  readMessage,
  readSignals,
  SIGNAL_BYTES,
  SIGNAL_RECEIVERS,
  type Signal,
  writeSignalRequest,
  writeSignals,
} from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'

const read = (bytes: Uint8Array) => readMessage(bytes, HOMEROOM_V1)

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const request = (kind: string, data: unknown, to: number[] = []): Uint8Array => {
  const written = writeSignalRequest({ kind, data: data as null, to })
  if (!written.ok) throw new Error(written.fault.message)
  return written.value
}

const ada = { clientId: 300, id: 'u1', name: 'Ada', role: 'host' } as const
const reaction: Signal = { kind: 'reaction', data: '👍', from: ada, atMs: 1_700_000_000_000 }
const follow: Signal = { kind: 'follow', data: true, from: { ...ada, clientId: null }, atMs: 5 }

const frames: Record<string, Uint8Array> = {
  'up: reaction 👍 for everyone': request('reaction', '👍'),
  'up: lower-hand for 300 and 5': request('lower-hand', null, [300, 5]),
  'down: reaction 👍 of client 300, Ada, u1, host, at 1700000000000': writeSignals([encodeSignal(reaction)]),
  'down: follow by nobody who is there, at 5, and that reaction': writeSignals([
    encodeSignal(follow),
    encodeSignal(reaction),
  ]),
}

test('[SG1] the golden vectors of the protocol are what is written', () => {
  const vectors = tableRows(readText('docs/protocol.md'), 'signal frame')
  expect(vectors.map(([name]) => name)).toEqual(Object.keys(frames))
  for (const [name = '', bytes = ''] of vectors) {
    expect([name, hex(frames[name] ?? new Uint8Array())]).toEqual([name, bytes.replaceAll(/[` ]/g, '')])
  }
})

test('[SG1] what a client asks for is read as it was meant, and nothing behind it', () => {
  for (const [kind, data, to] of [
    ['reaction', '👍', []],
    ['my:kind-1.x_', { deep: [1, null, { a: 'b' }] }, [0, 1, 2 ** 32]],
    ['x', null, [Number.MAX_SAFE_INTEGER]],
  ] as const) {
    const frame = request(kind, data, [...to])
    expect(frame).toEqual(signalRequest(kind, data, to))
    expect(read(frame)).toEqual({ ok: true, value: { kind: 'signal', request: { kind, data, to } } })
    expect(read(Uint8Array.of(...frame, 0))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
    for (let length = 1; length < frame.length; length++)
      expect(read(frame.subarray(0, length)), `cut at ${length}`).toMatchObject({ ok: false })
  }
})

describe('[SG1] what is no signal', () => {
  const bad: Record<string, Uint8Array> = {
    'no kind': signalRequest(''),
    'a kind of other letters': signalRequest('a kind'),
    'a kind that is too long': signalRequest('x'.repeat(65)),
    'too many receivers': signalRequest('x', null, Array(SIGNAL_RECEIVERS + 1).fill(1)),
    'values nested too deep': signalRequest('x', JSON.parse('['.repeat(20) + ']'.repeat(20))),
  }
  test.each(Object.entries(bad))('[SG1] %s is a fault', (_, frame) => {
    expect(read(frame)).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
  })

  test('[SG1] over 4 KiB is a fault of its own, and is not written either', () => {
    const data = 'x'.repeat(SIGNAL_BYTES)
    expect(read(signalRequest('x', data))).toMatchObject({
      ok: false,
      fault: { code: 'signal-too-large' },
    })
    expect(writeSignalRequest({ kind: 'x', data, to: [] })).toMatchObject({ ok: false })
    expect(writeSignalRequest({ kind: 'x', data: undefined as never, to: [] })).toMatchObject({ ok: false })
    expect(writeSignalRequest({ kind: 'a kind', data: null, to: [] })).toMatchObject({ ok: false })
  })
})

test('[SG3] signals of one frame are read in their order, by our reader and by another one', () => {
  const signals = Array.from({ length: 300 }, (_, data): Signal => ({ ...reaction, kind: 'count', data }))
  const frame = writeSignals(signals.map(encodeSignal))
  expect(readSignals(frame.subarray(1))).toEqual({ ok: true, value: signals })
  expect(signalsOf({ frames: [frame] }).map(({ data }) => data)).toEqual(signals.map(({ data }) => data))
  expect(readSignals(frame.subarray(1, -1))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
})
