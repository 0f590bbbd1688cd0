import { expect, test } from 'vitest'
import { Acquaintance } from '../../../server/nodes/acquaintance.ts'
import { ReplacementNotice } from '../../../server/nodes/replacement-notice.ts'
import type { RoomId } from '../../../shared/index.ts'
import { BusNodes, TinyRoom } from '../../support/bus-nodes.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const LESSON = 'lesson' as RoomId

const setUp = async () => {
  const clock = fakeClock()
  const nodes = new BusNodes(clock, 1, ['a', 'b'])
  const room = new TinyRoom(nodes.node('b'), LESSON)
  await nodes.pass(2_000)
  const notify = () => {
    const notice = new ReplacementNotice('new', clock.clock.monotonicMs())
    notice.open(nodes.node('a').join(LESSON, notice))
    return notice
  }
  const epochs = () =>
    room.heard.flatMap(([, message]) =>
      message.kind === 'hello' || message.kind === 'here' ? [message.epoch] : [],
    )
  return { clock, nodes, room, notify, epochs }
}

test('[EP2] a node that has the room hears the new epoch from one that has not', async () => {
  const { nodes, room, notify, epochs } = await setUp()
  const notice = notify()
  await nodes.pass(250)
  expect(epochs()).toContain('new')
  notice.close()
  await nodes.pass(250)
  expect(room.channel.others.size).toBe(0)
})

test('[NB6] a notice whose hello is lost is asked for before it ends', async () => {
  const { clock, nodes, notify, epochs } = await setUp()
  nodes.bus.mute('a', 'b')
  const notice = notify()
  await nodes.pass(500)
  expect(epochs()).toEqual([])
  nodes.bus.heal()
  await nodes.pass(notice.endsAtMs - clock.clock.monotonicMs())
  expect(epochs()).toContain('new')
})

test('a room is met a quarter of a second after its hello, and is not waited for after that', async () => {
  const { clock, advance } = fakeClock()
  const acquaintance = new Acquaintance(clock)
  let isMade = false
  const made = acquaintance.made()?.then(() => {
    isMade = true
  })
  advance(1_000)
  await Promise.resolve()
  expect(isMade).toBe(false)
  acquaintance.greeted()
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  advance(250)
  await made
  expect(isMade).toBe(true)
  expect(acquaintance.made()).toBe(null)
})
