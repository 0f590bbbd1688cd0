import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import type { Receiver } from '../../server/fanout/receiver.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import { SignalOutbox } from '../../server/fanout/signal-outbox.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import type { Json } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { QuickTransport } from '../support/no-events.ts'
import { participant } from '../support/participant.ts'
import { signalFrames, signalsOf } from '../support/raw-signals.ts'

const COLLECT_MS = 100

const setUp = () => {
  const time = fakeClock()
  const { clock } = time
  const receivers = new Set<Receiver>()
  const outbox = new SignalOutbox({
    room: 'lesson',
    receivers,
    scheduler: new Scheduler(createContext({ clock, log: memoryLog().log })),
    deliver: (receiver, frame) => receiver.send(frame),
    onBroken: () => undefined,
  })
  const enter = (options: Partial<Receiver> = {}) => {
    const frames: Uint8Array[] = []
    const receiver: Receiver = {
      ...participant(),
      wire: WIRES['homeroom.v1'],
      ...new QuickTransport(),
      send: ({ payload }) => frames.push(payload),
      ...options,
    }
    receivers.add(receiver)
    const heard = () => signalsOf({ frames }).map(({ data }) => data)
    return { receiver, heard, frames, batches: () => signalFrames({ frames }).length }
  }
  const say = (
    data: Json,
    from: Receiver | null = null,
    to: Iterable<Receiver> | null = null,
    kind = 'say',
  ) => {
    const signal = {
      kind,
      data,
      from: { clientId: 1, id: null, name: null, role: 'member' },
      atMs: 1,
    } as const
    outbox.add(signal, from, to === null ? null : new Set(to))
  }
  return { enter, say, receivers, outbox, ...time }
}

test('[SG3] the first one in a quiet room goes out at once, then those of 100 ms share a frame, in their order', () => {
  const { enter, say, advance } = setUp()
  const ada = enter()
  say(0)
  expect(ada.heard()).toEqual([0])
  for (let data = 1; data <= 5; data++) say(data)
  advance(COLLECT_MS - 1)
  expect(ada.heard()).toEqual([0])
  advance(1)
  expect(ada.heard()).toEqual([0, 1, 2, 3, 4, 5])
  expect(ada.batches()).toBe(2)
})

test('[SG1] nobody hears what they sent, and those who are named are the only ones who hear it', () => {
  const { enter, say, advance } = setUp()
  const [ada, pupil, other] = [enter(), enter(), enter()]
  say('all', ada.receiver)
  say('pupil', ada.receiver, [pupil.receiver])
  say('self', ada.receiver, [ada.receiver])
  say('nobody', ada.receiver, [])
  say('both', null, [ada.receiver, other.receiver])
  say('all again', pupil.receiver)
  advance(COLLECT_MS)
  expect(ada.heard()).toEqual(['both', 'all again'])
  expect(pupil.heard()).toEqual(['all', 'pupil'])
  expect(other.heard()).toEqual(['all', 'both', 'all again'])
})

test('[SG1] a stock client is sent none, nor is a socket that does not take what it is sent', () => {
  const { enter, say, advance } = setUp()
  const stock = enter({ wire: WIRES.stock })
  const lagging = enter({ isLagging: true })
  const ada = enter()
  say(1)
  say(2, null, [stock.receiver, lagging.receiver, ada.receiver])
  advance(COLLECT_MS)
  expect([stock.frames, lagging.frames]).toEqual([[], []])
  expect(ada.heard()).toEqual([1, 2])
})

test('[SG1] whoever went before a signal was sent is not missed', () => {
  const { enter, say, advance, receivers } = setUp()
  const [ada, gone] = [enter(), enter()]
  say(0)
  say(1, gone.receiver)
  say(2, null, [gone.receiver])
  receivers.delete(gone.receiver)
  advance(COLLECT_MS)
  expect(ada.heard()).toEqual([0, 1])
  expect(gone.heard()).toEqual([0])
})

test('[SG3] C36 three hundred who react within a second: at most 20 frames for anybody, and all of it comes', () => {
  const { enter, say, advance } = setUp()
  const people = Array.from({ length: 300 }, () => enter())
  for (const [index, { receiver }] of people.entries()) {
    say(index, receiver)
    advance(1_000 / people.length)
  }
  advance(COLLECT_MS)
  for (const [index, { heard, batches }] of people.entries()) {
    expect(batches()).toBeLessThanOrEqual(20)
    expect(heard()).toEqual(people.map((_, other) => other).filter((other) => other !== index))
  }
})

test('[SG3] where hundreds write at once a turn of the event loop sends 8 MiB, and all of it comes, in order', () => {
  const { enter, say, advance, outbox } = setUp()
  const people = Array.from({ length: 300 }, () => enter())
  const turns: number[] = []
  const flush = outbox.flush.bind(outbox)
  const sentBytes = () => people.flatMap(({ frames }) => frames).reduce((sum, { length }) => sum + length, 0)
  outbox.flush = () => {
    const before = sentBytes()
    flush()
    turns.push(sentBytes() - before)
  }
  say('the first')
  const texts = people.map((_, index) => `${index} ${'x'.repeat(1_000)}`)
  for (const [index, { receiver }] of people.entries()) say(texts[index] ?? '', receiver)
  advance(COLLECT_MS)
  advance(COLLECT_MS)
  expect(Math.max(...turns)).toBeLessThanOrEqual(8.1 * 1024 * 1024)
  expect(turns.length).toBeGreaterThan(10)
  const [ada] = people
  expect(ada?.heard()).toEqual(['the first', ...texts.slice(1)])
  expect(people.at(-1)?.heard()).toEqual(['the first', ...texts.slice(0, -1)])
})

test('[CH13] a receiver that did not take a message of the chat is told so once its socket takes more', () => {
  const { enter, say, outbox } = setUp()
  const [ada, slow, other] = [enter(), enter({ isLagging: true }), enter({ isLagging: true })]
  say('hello', null, null, 'chat')
  say('bell')
  Object.assign(slow.receiver, { isLagging: false })
  outbox.drained(slow.receiver)
  expect(signalsOf(slow)).toMatchObject([{ kind: 'chat-history', data: null }])
  // Once is enough, and it still waits for the other one.
  outbox.drained(slow.receiver)
  outbox.drained(other.receiver)
  outbox.drained(ada.receiver)
  expect(signalsOf(slow)).toHaveLength(1)
  expect(other.heard()).toEqual([])
  expect(signalsOf(ada).filter(({ kind }) => kind === 'chat-history')).toEqual([])
  // Nothing of the chat was missed.
  Object.assign(slow.receiver, { isLagging: true })
  say('bell')
  Object.assign(slow.receiver, { isLagging: false })
  outbox.drained(slow.receiver)
  expect(signalsOf(slow)).toHaveLength(1)
})
