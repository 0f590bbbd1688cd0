import { expect, test } from 'vitest'
import type { HeardSignal, SendOptions } from '../../../../client/index.ts'
import { type Json, readMessage, type Signal, writeV1Message } from '../../../../shared/index.ts'
import { frames, whole } from '../fake-relay.ts'
import { fakeRoom } from '../fake-room.ts'

const signal = (kind: string, data: Json, clientId: number | null, id: string | null = null): Signal => ({
  kind,
  data,
  from: { clientId, id, name: null, role: 'member' },
  atMs: 1_700_000_000_000,
})

/** The signals that went out on a socket. */
const signalsOf = ({ sent }: { readonly sent: readonly Uint8Array[] }) =>
  sent.flatMap((bytes) => {
    const frame = readMessage(bytes, 'homeroom.v1')
    return frame.ok && frame.value.kind === 'signal' ? [frame.value.request] : []
  })

const codeOf = (result: ReturnType<Awaited<ReturnType<typeof fakeRoom>>['room']['signals']['send']>) =>
  result.ok ? 'sent' : result.fault.code

test('[SG12] a signal goes out at once, to everyone or to those who are named', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome('host'))
  relay.give(
    frames.presence(
      whole(1, 10, { name: 'Ada', id: 'ada', role: 'member' }),
      whole(2, 11, { name: 'Ada', id: 'ada', role: 'member' }),
    ),
  )
  const ada = room.people.get().find(({ name }) => name === 'Ada')
  const [tab] = room.others.get()
  if (ada === undefined || tab === undefined) throw new Error('Ada is there')
  const answers = [
    room.signals.send('poll', { question: 1 }),
    room.signals.send('bell'),
    room.signals.send('lower-hand', null, { to: ada }),
    room.signals.send('note', 'x', { to: tab }),
    room.signals.send('role', 'viewer', { to: [3, 4] }),
    room.signals.send('bell', null, null as unknown as SendOptions),
  ]
  expect(answers.map(codeOf)).toEqual(answers.map(() => 'sent'))
  expect(signalsOf(relay)).toEqual([
    { kind: 'poll', data: { question: 1 }, to: [] },
    { kind: 'bell', data: null, to: [] },
    { kind: 'lower-hand', data: null, to: [10, 11] },
    { kind: 'note', data: 'x', to: [10] },
    { kind: 'role', data: 'viewer', to: [3, 4] },
    { kind: 'bell', data: null, to: [] },
  ])
})

test('[SG12] where a signal cannot be sent, the answer says why and nothing goes out, then or later', async () => {
  const { room, socket, pass } = await fakeRoom()
  expect(codeOf(room.signals.send('poll'))).toBe('not-connected')
  const relay = await socket(1)
  expect(codeOf(room.signals.send('poll'))).toBe('not-connected')
  relay.give(frames.welcome('attendee'))
  let deep: Json = 1
  for (let i = 0; i < 20; i++) deep = [deep]
  expect(
    [
      room.signals.send('no kind'),
      room.signals.send('x'.repeat(65)),
      room.signals.send('poll', 'x'.repeat(4096)),
      room.signals.send('poll', deep),
      room.signals.send('poll', undefined, { to: [] }),
      room.signals.send('poll', 1, { to: Array.from({ length: 2_000 }, () => 1) }),
      room.signals.send('poll', (() => 1) as never),
    ].map(codeOf),
  ).toEqual(Array.from({ length: 7 }, () => 'bad-signal'))
  relay.end(1006)
  expect(codeOf(room.signals.send('poll'))).toBe('not-connected')
  pass(1_000)
  const second = await socket(2)
  second.give(frames.welcome())
  pass(10_000)
  expect([relay, second].flatMap(signalsOf)).toEqual([])
})

test('[SG4] [SG6] [SG12] what the own role may not is refused here, before the relay is asked', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  const send = (kind: string) => codeOf(room.signals.send(kind, kind === 'reaction' ? '👍' : true))
  const answers = () => ['reaction', 'poll', 'lock', 'lower-all'].map(send)
  relay.give(frames.welcome('viewer'))
  expect(answers()).toEqual(Array.from({ length: 4 }, () => 'role-forbidden'))
  relay.give(frames.welcome('attendee', { reactionsMuted: true }))
  expect(answers()).toEqual(['reactions-muted', 'sent', 'role-forbidden', 'role-forbidden'])
  relay.give(frames.welcome('host', { reactionsMuted: true }))
  expect(answers()).toEqual(['sent', 'sent', 'sent', 'sent'])
  expect(signalsOf(relay)).toHaveLength(5)
})

test('[SG12] listeners hear of a kind, or of all, in order, with who it was', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(frames.presence(whole(1, 10, { name: 'Ada', id: 'ada', role: 'member' })))
  const heard: string[] = []
  const note = (by: string) => (given: HeardSignal) =>
    heard.push(`${by} ${given.data} ${given.from.person?.name ?? 'nobody'}`)
  const undo = [room.signals.on('poll', note('poll')), room.signals.on('*', note('all'))]
  // One that takes another one away, and one that came twice.
  const again = note('again')
  const undoAgain = [room.signals.on('poll', again), room.signals.on('poll', again)]
  relay.give(frames.signals(signal('poll', 1, 10), signal('bell', 2, null, 'ada'), signal('poll', 3, 99)))
  expect(heard.splice(0)).toEqual([
    'poll 1 Ada',
    'again 1 Ada',
    'again 1 Ada',
    'all 1 Ada',
    'all 2 Ada',
    'poll 3 nobody',
    'again 3 nobody',
    'again 3 nobody',
    'all 3 nobody',
  ])
  undoAgain[0]?.()
  undo[0]?.()
  relay.give(frames.signals(signal('poll', 4, 10)))
  expect(heard.splice(0)).toEqual(['again 4 Ada', 'all 4 Ada'])
  room.leave()
})

test('[SG7] rules are those of the latest welcome, and the same object while they are the same', async () => {
  const { room, socket } = await fakeRoom()
  const seen: unknown[] = []
  room.rules.subscribe((rules) => seen.push(rules))
  expect(room.rules.get()).toEqual({ follow: null, reactionsMuted: false, locked: false })
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(frames.welcome('member', { follow: 7, locked: true }))
  relay.give(frames.welcome('member', { follow: 7, locked: true }))
  relay.give(frames.welcome('member', { reactionsMuted: true }))
  expect(seen).toEqual([
    { follow: 7, reactionsMuted: false, locked: true },
    { follow: null, reactionsMuted: true, locked: false },
  ])
})

test('[SG2] what the relay refuses is a notice', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  room.signals.send('poll')
  relay.give(writeV1Message.notice('too-many-signals', 'Too many signals.'))
  expect(room.notice.get()).toEqual({ code: 'too-many-signals', text: 'Too many signals.' })
})

test("[SG12] a member's own field says neither whom an order is for, nor who somebody is", async () => {
  const ours = { clientIds: [11], clientId: 11, key: 'id:ada', isSelf: true, status: 'away' }
  const { room, socket } = await fakeRoom({ presence: { name: 'self', ...ours } as object })
  const relay = await socket(1)
  relay.give(frames.welcome('host'))
  relay.give(frames.presence(whole(1, 10, { name: 'pupil', ...ours }), whole(2, 11, { name: 'Ada' })))
  const [tab] = room.others.get()
  expect(tab).toEqual({ name: 'pupil', clientId: 10, status: 'here' })
  const person = room.people.get().find(({ name }) => name === 'pupil')
  const known = { name: 'pupil', key: 'client:10', clientIds: [10], isSelf: false, status: 'here' }
  expect(person).toEqual(known)
  const self = room.people.get().find(({ isSelf }) => isSelf)
  expect(self).toMatchObject({ name: 'self', status: 'here' })
  expect(self).not.toHaveProperty('clientId')
  const both = { clientId: 10, clientIds: [11] }
  const bad = [null, 5, 'x', {}, [-1], ['a'], [1.5], { clientIds: null }, { clientId: {} }]
  expect(bad.map((to) => codeOf(room.signals.send('remove', null, { to: to as never })))).toEqual(
    bad.map(() => 'bad-signal'),
  )
  for (const to of [tab, person, both]) room.signals.send('remove', null, { to: to as never })
  expect(signalsOf(relay).map(({ to }) => to)).toEqual([[10], [10], [10]])
})
