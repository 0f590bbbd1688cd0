import { expect, test } from 'vitest'
import {
  encode,
  readCrowd,
  readMessage,
  readPresence,
  TYPE,
  writeCrowd,
  writeItem,
  writeWatch,
} from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'

const VIEW = { left: 0, top: 0, right: 0.5, bottom: 0.25 }

const messages = {
  '5000 are there': writeCrowd(5000),
  'watch 0..0.5 by 0..0.25, and client 300': writeWatch({ view: VIEW, people: [300] }),
  'watch nobody': writeWatch({ view: null, people: [] }),
  'short id 3 is hidden': Uint8Array.from([
    TYPE.presence,
    ...encode((encoder) => writeItem.gone(encoder, 3, 'hidden')),
  ]),
}

test('[CR3][CR6] the golden vectors of crowds are what is written, and are read back', () => {
  const rows = tableRows(readText('docs/protocol.md'), 'crowd message')
  expect(rows.map(([name, bytes = '']) => [name, bytes.replaceAll(/[` ]/g, '')])).toEqual(
    Object.entries(messages).map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]),
  )
  expect(readCrowd(messages['5000 are there'].subarray(1))).toEqual({ ok: true, value: 5000 })
  expect(readMessage(messages['watch 0..0.5 by 0..0.25, and client 300'], 'homeroom.v1')).toEqual({
    ok: true,
    value: { kind: 'watch', watch: { view: VIEW, people: [300] } },
  })
  expect(readPresence(messages['short id 3 is hidden'].subarray(1))).toEqual({
    ok: true,
    value: [{ kind: 'gone', shortId: 3, reason: 'hidden' }],
  })
})

test.each([
  ['a view from right to left', writeWatch({ view: { ...VIEW, left: 1 }, people: [] }), 'bad-bytes'],
  [
    'a view without an end',
    writeWatch({ view: { ...VIEW, right: Number.POSITIVE_INFINITY }, people: [] }),
    'bad-bytes',
  ],
  [
    '65 people',
    writeWatch({ view: null, people: Array.from({ length: 65 }, (_, n) => n) }),
    'too-many-watched',
  ],
])('[CR3][WI2] %s are a fault', (_name, bytes, code) => {
  expect(readMessage(bytes, 'homeroom.v1')).toMatchObject({ ok: false, fault: { code } })
})

test('[CR3] a person who is named twice is asked for once', () => {
  const named = readMessage(writeWatch({ view: null, people: [7, 300, 7] }), 'homeroom.v1')
  expect(named).toMatchObject({ ok: true, value: { watch: { people: [7, 300] } } })
})
