import { expect, test } from 'vitest'
import type { Reaction } from '../../../../client/index.ts'
import { type ReactionSum, sumReactions } from '../../../../examples/common/news/reaction-sum.ts'
import { type Signal, writeV1Message } from '../../../../shared/index.ts'
import { frames, whole } from '../fake-relay.ts'
import { fakeRoom } from '../fake-room.ts'

const reaction = (emoji: unknown, clientId: number, atMs = 0, id: string | null = null): Signal => ({
  kind: 'reaction',
  data: emoji as string,
  from: { clientId, id, name: null, role: 'member' },
  atMs,
})

/** A room of `count` people (clients from 100 on), and all that was published of reactions. */
const classOf = async (count: number) => {
  const { room, socket, pass, timerCount } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(
    frames.presence(...Array.from({ length: count }, (_, i) => whole(i, 100 + i, { name: `pupil ${i}` }))),
  )
  const timersBefore = timerCount()
  const published: (readonly Reaction[])[] = []
  room.reactions.subscribe((reactions) => published.push(reactions))
  return {
    room,
    relay,
    published,
    timers: () => timerCount() - timersBefore,
    shown: () => room.reactions.get().map(({ emoji, count: people }) => `${people} × ${emoji}`),
    /** Time passes on a socket that lives. */
    pass(ms: number) {
      pass(ms)
      relay.give(frames.presence())
    },
  }
}

test('[SG11] 300 people react in a frame: it is published once, with how many, and one timer ends all of it', async () => {
  const { room, relay, published, shown, timers, pass } = await classOf(300)
  const all = Array.from({ length: 300 }, (_, i) => reaction(i % 3 === 0 ? '🎉' : '👍', 100 + i, 1_000 + i))
  relay.give(frames.signals(...all))
  expect(published).toHaveLength(1)
  expect(shown()).toEqual(['100 × 🎉', '200 × 👍'])
  expect(room.reactions.get()[1]?.lastAtMs).toBe(1_299)
  expect(room.reactions.get()[1]?.names.slice(0, 2)).toEqual(['pupil 1', 'pupil 2'])
  expect(timers()).toBe(1)
  pass(2_000)
  relay.give(frames.signals(...all.slice(0, 30)))
  expect(published).toHaveLength(2)
  expect(timers()).toBe(1)
  pass(1_999)
  expect(shown()).toEqual(['100 × 🎉', '200 × 👍'])
  pass(1)
  expect(shown()).toEqual(['10 × 🎉', '20 × 👍'])
  pass(2_000)
  expect(shown()).toEqual([])
  expect(published).toHaveLength(4)
  expect(timers()).toBe(0)
})

test('[SG11] somebody who clicks five times is one, and is shown 4 s from the last; tabs of one person are one', async () => {
  const { relay, shown, pass } = await classOf(2)
  for (let i = 0; i < 5; i++) {
    relay.give(frames.signals(reaction('👍', 100), reaction('👍', 7, 0, 'ada'), reaction('👍', 8, 0, 'ada')))
    expect(shown()).toEqual(['2 × 👍'])
    pass(1_000)
  }
  pass(2_999)
  expect(shown()).toEqual(['2 × 👍'])
  pass(1)
  expect(shown()).toEqual([])
})

test('[SG11] each person is shown 4 s, in whatever order they renew', async () => {
  const { relay, shown, pass } = await classOf(2)
  for (const clientId of [100, 101, 100]) {
    relay.give(frames.signals(reaction('👍', clientId)))
    pass(1_000)
  }
  pass(1_999)
  expect(shown()).toEqual(['2 × 👍'])
  pass(1)
  expect(shown()).toEqual(['1 × 👍'])
  pass(1_000)
  expect(shown()).toEqual([])
})

test('[SG11] [CP2] what has not changed is the object that it was; the order is that in which they came', async () => {
  const { room, relay, shown, pass } = await classOf(3)
  relay.give(frames.signals(reaction('👍', 100), reaction('🎉', 101)))
  const [thumb, party] = room.reactions.get()
  relay.give(frames.signals(reaction('👍', 102)))
  expect(shown()).toEqual(['2 × 👍', '1 × 🎉'])
  expect(room.reactions.get()[0]).not.toBe(thumb)
  expect(room.reactions.get()[1]).toBe(party)
  const before = room.reactions.get()
  relay.give(frames.signals({ ...reaction('👍', 100), kind: 'poll' }))
  expect(room.reactions.get()).toBe(before)
  pass(4_000)
  expect(shown()).toEqual([])
})

test('[SG11] an own reaction is shown at once, counts with those of the others, and is taken back where it is refused', async () => {
  const { room, relay, shown, timers } = await classOf(2)
  relay.give(frames.signals(reaction('👍', 100)))
  expect(room.reactions.send('👍').ok).toBe(true)
  expect(shown()).toEqual(['2 × 👍'])
  expect(room.reactions.get()[0]?.names).toEqual(['pupil 0', 'self'])
  expect(room.reactions.send('👍').ok).toBe(true)
  expect(shown()).toEqual(['2 × 👍'])
  expect(timers()).toBe(1)
  relay.give(writeV1Message.notice('reactions-muted', 'Reactions are muted.'))
  expect(shown()).toEqual(['1 × 👍'])
})

test('[SG6] [SG11] what is no emoji is neither sent nor shown, nor is what cannot be sent', async () => {
  const { room, relay, shown, published } = await classOf(1)
  const sent = relay.sent.length
  for (const emoji of ['', 'ab', '👍👍', '\u202e', 'x'.repeat(65)])
    expect(room.reactions.send(emoji)).toMatchObject({ ok: false, fault: { code: 'bad-signal' } })
  relay.give(frames.signals(reaction('ab', 100), reaction(7, 100), reaction('', 100), reaction(null, 100)))
  relay.give(frames.welcome('member', { reactionsMuted: true }))
  expect(room.reactions.send('👍')).toMatchObject({ ok: false, fault: { code: 'reactions-muted' } })
  expect(relay.sent.length).toBe(sent)
  relay.end(1006)
  expect(room.reactions.send('👍')).toMatchObject({ ok: false, fault: { code: 'not-connected' } })
  expect([shown(), published]).toEqual([[], []])
})

test('[CL6] leaving ends what waits', async () => {
  const { room, socket, timerCount } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(frames.signals(reaction('👍', 100)))
  room.leave()
  expect(timerCount()).toBe(0)
})

test('a class that reacts is told of in one line once it rests, and each 15 s while it does not', async () => {
  const { room, relay, pass } = await classOf(30)
  const told: ReactionSum[] = []
  let nowMs = 0
  sumReactions(
    room.reactions,
    (sum) => told.push(sum),
    () => nowMs,
  )
  const wait = (ms: number) => {
    nowMs += ms
    pass(ms)
  }
  const react = (emoji: string, index: number) =>
    relay.give(frames.signals(reaction(emoji, 100 + index, 1 + nowMs)))
  for (let i = 0; i < 12; i++) {
    react('🎉', i % 4)
    react('👍', i)
    wait(100)
  }
  expect(told).toEqual([])
  wait(4_000)
  expect(told).toEqual([
    { count: 12, first: { person: expect.any(String), name: 'pupil 0' }, emojis: ['👍', '🎉'] },
  ])
  for (let second = 0; second < 40; second++) {
    react('👍', second % 30)
    wait(1_000)
  }
  // Two of a class without a rest, and the last one.
  wait(4_000)
  expect(told.map(({ count }) => count > 1)).toEqual([true, true, true, true])
})
