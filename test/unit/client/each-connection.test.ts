import { expect, test } from 'vitest'
import { chatOf } from '../../../client/chat.ts'
import { claimsOf } from '../../../client/claims.ts'
import { crowdOf } from '../../../client/crowd.ts'
import { lessonOf } from '../../../client/lesson.ts'
import { isJsonObject, type Json, readMessage } from '../../../shared/index.ts'
import { frames } from './fake-relay.ts'
import { fakeRoom } from './fake-room.ts'

interface Told {
  readonly sent: readonly Uint8Array[]
}

/** What a socket was told, in short: signals by their kind. */
const toldBy = ({ sent }: Told): readonly string[] =>
  sent.flatMap((frame) => {
    const read = readMessage(frame, 'homeroom.v1')
    if (!read.ok) return []
    return read.value.kind === 'signal' ? [read.value.request.kind] : [read.value.kind]
  })

/** The number of the question for a key that a socket was asked last. */
const questionIn = ({ sent }: Told): Json => {
  for (const frame of sent.toReversed()) {
    const read = readMessage(frame, 'homeroom.v1')
    if (read.ok && read.value.kind === 'signal' && isJsonObject(read.value.request.data))
      return read.value.request.data.n ?? null
  }
  return null
}

test('[CR3][CM6] what a relay is told once for a connection it is told on each, as soon as it welcomes; a key is held by its word alone', async () => {
  const { room, socket, pass } = await fakeRoom()
  const claims = claimsOf(room)
  chatOf(room)
  lessonOf(room)
  crowdOf(room).watch({ people: [5] })

  const first = await socket(1)
  first.give(frames.welcome('member', {}, 'first'))
  const FIRST = ['step1', 'awareness', 'chat-history', 'lesson', 'watch']
  expect(new Set(toldBy(first))).toEqual(new Set(FIRST))
  // The document is on its way still.
  const taken = claims.take('pen')
  const from = { clientId: null, id: null, name: null, role: 'host', rights: 'host' } as const
  const claim = (data: Json) => frames.signals({ kind: 'claim', data, from, atMs: 0 })
  first.give(claim({ mine: { pen: 5 } }))
  first.give(claim({ n: questionIn(first), key: 'pen', refused: null }))
  expect(await taken).toEqual({ ok: true })
  expect(claims.holderOf('pen')?.isOwn).toBe(true)
  first.end(1006)
  expect(claims.holderOf('pen')).toBe(null)

  pass(60_000)
  const second = await socket(2)
  second.give(frames.welcome('member', {}, 'second'))
  expect(new Set(toldBy(second))).toEqual(new Set([...FIRST, 'claim:take']))
})
