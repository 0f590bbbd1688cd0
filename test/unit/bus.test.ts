import { expect, test } from 'vitest'
import { PART_BYTES } from '../../server/bus/bounds.ts'
import { writeFrame } from '../../server/bus/node-frame.ts'
import type { RoomId } from '../../shared/index.ts'
import { TinyRoom } from '../support/bus-nodes.ts'
import { LESSON, metric, nodesOf, sharedRoom } from '../support/shared-room.ts'

test('[NB6] of rooms that are each on one node nothing is published but one hello', async () => {
  const nodes = await nodesOf('a', 'b', 'c')
  const rooms = ['a', 'b', 'c'].flatMap((name) =>
    Array.from({ length: 30 }, (_, index) => new TinyRoom(nodes.node(name), `${name}/${index}` as RoomId)),
  )
  await nodes.pass(1_000)
  for (let second = 0; second < 30; second++) {
    for (const room of rooms) room.say()
    await nodes.pass(1_000)
  }
  for (const room of rooms) expect(room.happened).toEqual(['subscribed'])
  const { beats, ...others } = Object.fromEntries(nodes.bus.published)
  expect(Object.keys(others)).toHaveLength(90)
  expect(new Set(Object.values(others))).toEqual(new Set([1]))
  expect(beats).toBeLessThanOrEqual(3 * 33)
})

test('[NB5][NB6] a node that opens a room is answered, asks and is asked, and no more is said', async () => {
  const nodes = await nodesOf('a', 'b')
  const first = new TinyRoom(nodes.node('a'), LESSON)
  await nodes.pass(1_000)
  first.own.said = 7
  const second = new TinyRoom(nodes.node('b'), LESSON)
  await nodes.pass(250)
  expect(second.known.get(nodes.node('a').id)?.said).toBe(7)
  expect([...first.channel.others, ...second.channel.others]).toEqual([
    nodes.node('b').id,
    nodes.node('a').id,
  ])
  const said = new Map(nodes.bus.published)
  await nodes.pass(30_000)
  for (const [channel, count] of nodes.bus.published)
    if (channel !== 'beats') expect([channel, count]).toEqual([channel, said.get(channel)])
})

test('[NB6] a room that is closed says bye, and whoever is alone then says nothing any more', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  rooms[1].channel.close()
  await nodes.pass(250)
  expect(rooms[0].happened).toEqual([`bye ${nodes.node('b').id}`])
  const said = nodes.bus.published.get('room:lesson')
  rooms[0].say()
  await nodes.pass(10_000)
  expect(nodes.bus.published.get('room:lesson')).toBe(said)
})

test('[NB6] a bye that is lost is found out by the beats', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.faults = { loss: 1, repeat: 0, delayMs: 0, isOrdered: true }
  rooms[1].channel.close()
  nodes.heal()
  await nodes.pass(11_000)
  expect(rooms[0].happened).toEqual([`bye ${nodes.node('b').id}`])
})

test('[NB4][NB5] what comes twice or late is dropped and counted, and what is lost is asked for', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.faults = { loss: 0, repeat: 1, delayMs: 0, isOrdered: true }
  rooms[0].say()
  await nodes.pass(250)
  expect(rooms[1].heard.filter(([, { kind }]) => kind === 'stored')).toHaveLength(1)
  const late = 'homeroom_bus_dropped_total{reason="late"}'
  expect(await metric(nodes, 'b', late)).toBe(`${late} 1`)

  nodes.bus.faults = { loss: 1, repeat: 0, delayMs: 0, isOrdered: true }
  rooms[0].say()
  nodes.heal()
  rooms[0].say()
  await nodes.pass(500)
  expect(rooms[1].happened).toEqual([`missed ${nodes.node('a').id}`])
  expect(rooms[1].known.get(nodes.node('a').id)?.said).toBe(3)
  expect(await metric(nodes, 'b', 'homeroom_bus_missed_total')).toBe('homeroom_bus_missed_total 2')
})

test('[NB5] a question whose answer is lost is asked again', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.split(['a'], ['b'])
  rooms[0].say()
  nodes.bus.split()
  rooms[0].say()
  nodes.bus.faults = { loss: 1, repeat: 0, delayMs: 0, isOrdered: true }
  await nodes.pass(1_000)
  nodes.heal()
  await nodes.pass(2_000)
  const missed = `missed ${nodes.node('a').id}`
  expect(rooms[1].happened).toEqual([missed, missed])
  expect(rooms[1].known.get(nodes.node('a').id)?.said).toBe(2)
})

test('[NB5] the last message before a silence is found missing by the beats', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.split(['a'], ['b'])
  rooms[0].say()
  nodes.bus.split()
  await nodes.pass(7_000)
  expect(rooms[1].happened).toEqual([`missed ${nodes.node('a').id}`])
  expect(rooms[1].known.get(nodes.node('a').id)?.said).toBe(1)
})

test('[NB6] what a node says while it takes itself for alone is found missing by who has not given it up', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.mute('b', 'a')
  await nodes.pass(7_000)
  expect(rooms[0].happened).toEqual([`dead ${nodes.node('b').id}`])
  rooms[0].say()
  nodes.heal()
  await nodes.pass(7_000)
  expect(rooms[1].known.get(nodes.node('a').id)?.said).toBe(1)
})

test('[NB4] what comes again of a node that is dead is not heard again', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const stranger = nodes.bus.connect('stranger')
  const frames: Uint8Array[] = []
  void stranger.subscribe(
    'room:lesson',
    (frame) => frames.push(frame),
    () => undefined,
  )
  await nodes.pass(250)
  rooms[1].say()
  await nodes.pass(250)
  nodes.kill('b')
  await nodes.pass(7_000)
  rooms[0].heard.length = 0
  expect(frames).toHaveLength(1)
  for (const frame of frames) stranger.publish('room:lesson', frame)
  await nodes.pass(250)
  expect(rooms[0].heard).toEqual([])
})

test('[NB3] a message of several parts is heard once, whole, and another one follows it', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const update = new Uint8Array(3 * PART_BYTES + 5).map((_, index) => index)
  rooms[0].channel.publish({ kind: 'update', update, upTo: 1 })
  rooms[0].say()
  await nodes.pass(250)
  const [large, stored] = rooms[1].heard.slice(-2).map(([, message]) => message)
  expect(large?.kind === 'update' && Buffer.from(large.update).equals(update)).toBe(true)
  expect(stored?.kind).toBe('stored')
  expect(rooms[1].happened).toEqual([])
})

test('[NB2] a message that is too large for the bus is not sent, counted and logged', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const said = nodes.bus.published.get('room:lesson')
  rooms[0].channel.publish({ kind: 'update', update: new Uint8Array(17 * 1024 * 1024), upTo: 1 })
  expect(nodes.bus.published.get('room:lesson')).toBe(said)
  const dropped = 'homeroom_bus_dropped_total{reason="message-too-large"}'
  expect(await metric(nodes, 'a', dropped)).toBe(`${dropped} 1`)
})

test('[NB5] a connection that was lost for a moment: the room says hello again, and asks', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  nodes.bus.cut('a')
  rooms[0].say()
  rooms[1].say()
  nodes.bus.mend('a')
  await nodes.pass(750)
  const [a, b] = [nodes.node('a').id, nodes.node('b').id]
  expect(rooms[0].happened).toEqual(['subscribed', `missed ${b}`])
  expect([rooms[0].known.get(b)?.said, rooms[1].known.get(a)?.said]).toEqual([1, 1])
})

test('[NB1] frames that are none, of another version, or on the wrong channel, are dropped and counted', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const stranger = nodes.bus.connect('stranger')
  const head = { from: '0011223344556677', incarnation: 1, seq: 1 }
  const beat = writeFrame({ kind: 'beat', ...head, share: 0, rooms: [] })
  stranger.publish('room:lesson', Uint8Array.of(1, 2, 3))
  stranger.publish('room:lesson', Uint8Array.of(2, ...beat.subarray(1)))
  stranger.publish('room:lesson', beat)
  await nodes.pass(250)
  const reason = (name: string) => `homeroom_bus_dropped_total{reason="${name}"}`
  expect(await metric(nodes, 'a', reason('bad-bytes'))).toBe(`${reason('bad-bytes')} 2`)
  expect(await metric(nodes, 'a', reason('unknown-version'))).toBe(`${reason('unknown-version')} 1`)
  expect(rooms[0].happened).toEqual([])
})

test('a room that throws at a message asks for what it has missed, and nothing else fails', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const node = nodes.node('b')
  let isBroken = true
  const told: string[] = []
  const channel = node.join('other' as RoomId, {
    subscribed: () => channel.publish({ kind: 'hello', epoch: 'e', policyVersion: 0 }),
    heard: (_from, { kind }) => {
      if (kind !== 'ask') told.push(kind)
      if (kind === 'stored' && isBroken) throw new Error('broken by the test')
    },
    missed: (from) => {
      told.push('missed')
      channel.send(from, { kind: 'ask', stateVector: null })
    },
    vanished: () => undefined,
    thawed: () => undefined,
  })
  const other = new TinyRoom(nodes.node('a'), 'other' as RoomId)
  await nodes.pass(3_000)
  told.length = 0
  other.say()
  await nodes.pass(250)
  isBroken = false
  rooms[0].say()
  await nodes.pass(3_000)
  expect(told).toEqual(['stored', 'missed', 'here'])
  expect(rooms[1].known.get(nodes.node('a').id)?.said).toBe(1)
  expect(await metric(nodes, 'b', 'homeroom_failures_total{where="bus"}')).toBe(
    'homeroom_failures_total{where="bus"} 1',
  )
})

test('a node that closes says bye in each room', async () => {
  const { nodes, rooms } = await sharedRoom('a', 'b')
  const { id } = nodes.node('b')
  await nodes.node('b').close()
  await nodes.pass(250)
  expect(rooms[0].happened).toEqual([`bye ${id}`])
})
