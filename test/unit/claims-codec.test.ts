import { expect, test } from 'vitest'
import { writeNodeMessage } from '../../server/bus/node-codec.ts'
import { claimAnswer, ownClaims } from '../../server/connections/claim-signals.ts'
import { claimsField, claimsIn, encode, type SignalRequest, writeItem } from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'
import { signalRequest } from '../support/raw-signals.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const request: SignalRequest = { kind: 'claim:take', data: { key: 'pen', n: 1 }, to: [] }
const pen = { claims: { pen: { at: 5, seat: 'q' } } }
const change = { set: pen, cleared: [] }

const frames: Record<string, Uint8Array> = {
  'up: take pen, number 1': signalRequest(request.kind, request.data, request.to),
  'down: pen is held since 5; said at 7': ownClaims(pen, 7),
  'down: number 1 is refused, 300 has pen; said at 7': claimAnswer(
    request,
    { code: 'claim-taken', message: 'No.' },
    300,
    7,
  ),
  'presence: short id 3 has pen since 5': encode((encoder) => writeItem.change(encoder, 3, change)),
  'nodes, presence: so has slot 3, at 1024': writeNodeMessage({
    ...{ kind: 'presence', clock: 1024, count: 1 },
    items: [{ kind: 'change', slot: 3, change }],
  }),
}

test('[CM2][CM6] the golden vectors of claims are what is written', () => {
  const vectors = tableRows(readText('docs/protocol.md'), 'claim frame')
  expect(vectors.map(([name, bytes = '']) => [name, bytes.replaceAll(/[` ]/g, '')])).toEqual(
    Object.entries(frames).map(([name, bytes]) => [name, hex(bytes)]),
  )
})

test('[CM2] of a field of a newer node the claims are read that are some', () => {
  const claims = {
    pen: { at: 5 },
    desk: { at: 6, seat: 's', more: 1 },
    'a b': { at: 1 },
    x: null,
    y: { at: 0.5 },
  }
  const read = claimsIn({ claims })
  expect([...read]).toEqual([
    ['pen', { atMs: 5, seat: null }],
    ['desk', { atMs: 6, seat: 's' }],
  ])
  expect(claimsField(read)).toEqual({ pen: { at: 5 }, desk: { at: 6, seat: 's' } })
  for (const field of [null, [], 5, 'pen']) expect(claimsIn({ claims: field }).size).toBe(0)
  expect(claimsField(new Map())).toBeUndefined()
})
