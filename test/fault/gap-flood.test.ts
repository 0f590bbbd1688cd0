import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../shared/index.ts'
import { countingClient, syncFrame } from '../support/counting-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

const FLOOD = 5_000

/** Yjs by itself stands still for minutes; a machine with other things to do may stand still for a moment. */
const STALL_MS = 5_000

const delay = monitorEventLoopDelay({ resolution: 5 })
beforeEach(() => {
  delay.reset()
  delay.enable()
})
afterEach(() => {
  delay.disable()
})
const worstMs = () => Math.ceil(delay.max / 1e6)

/** Letters of one client, each of which follows the one before. */
const lettersOf = (client: number, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, clock) =>
    updateOf([{ client, clock, structs: [text('x', clock === 0 ? {} : { origin: [client, clock - 1] })] }]),
  )

const joined = async (wsUrl: string, room: string) => {
  const client = await countingClient(wsUrl, room)
  await until(() => client.answers() > 0 && client.asked() > 0)
  return client
}

/** Writes in another room and sees it there, again and again; gives how long that takes. */
const latencyIn = async (wsUrl: string, room: string) => {
  const [one, other] = [await joined(wsUrl, room), await joined(wsUrl, room)]
  const times: number[] = []
  let isOver = false
  const run = async () => {
    while (!isOver) {
      const beganMs = performance.now()
      const count = times.length
      one.write((doc) => doc.getMap('map').set('count', count))
      await until(() => other.doc.getMap('map').get('count') === count)
      times.push(performance.now() - beganMs)
    }
  }
  const running = run()
  return {
    stop: async () => {
      isOver = true
      await running
      return Math.round(Math.max(...times))
    },
  }
}

test(`[DL3] V17 one update withheld and ${FLOOD} more: the relay asks once, and other rooms do not notice`, async () => {
  const relay = await runRelay([
    '--data',
    ':memory:',
    '--limit',
    'pending=10000000',
    '--limit',
    'messages=100000',
  ])
  const flooder = await countingClient(relay.wsUrl, 'flooded', { isAnswering: false })
  await until(() => flooder.asked() > 0)
  const reader = await joined(relay.wsUrl, 'flooded')
  const latency = await latencyIn(relay.wsUrl, 'other')
  const letters = lettersOf(1, FLOOD + 1)
  for (const letter of letters.slice(1)) flooder.send(SYNC.update, letter)
  const seen = () => metricOf(relay.url, 'homeroom_messages_received_total')
  await until(async () => (await seen()) > FLOOD, 'all of it has come')
  const whileWaiting = await latency.stop()
  expect(flooder.asked()).toBe(2)
  expect(Y.decodeStateVector(Y.encodeStateVector(reader.doc)).get(1)).toBeUndefined()
  const second = await latencyIn(relay.wsUrl, 'other')
  flooder.send(SYNC.update, letters[0] as Uint8Array)
  await until(() => Y.getState(reader.doc.store, 1) === FLOOD + 1, 'all of it is there')
  const atRelease = await second.stop()
  console.log(
    `${FLOOD} updates with a pending: another room waits at most ${whileWaiting} ms meanwhile, ${atRelease} ms at the release`,
  )
  expect(whileWaiting).toBeLessThan(STALL_MS)
  expect(atRelease).toBeLessThan(STALL_MS)
})

const floods: Record<string, () => Uint8Array[]> = {
  'each wait as a whole': () => lettersOf(1, FLOOD + 1).slice(1),
  // Each client that has ever written makes every update a little slower in Yjs: these are few.
  'each wait in part': () =>
    Array.from({ length: FLOOD }, (_, index) =>
      updateOf([
        { client: 10, clock: index, structs: [text('a')] },
        { client: 11, clock: index, structs: [text('b', { origin: [1, 0] })] },
      ]),
    ),
  'each wait for several': () =>
    Array.from({ length: FLOOD }, (_, index) =>
      updateOf([
        { client: 10, clock: index, structs: [text('a', { origin: [1, index] })] },
        { client: 11, clock: index, structs: [text('b', { origin: [2, FLOOD - index] })] },
      ]),
    ),
  'are deletions': () =>
    Array.from({ length: FLOOD }, (_, index) => updateOf([], [{ client: 1, ranges: [[2 * index, 1]] }])),
}

test.each(Object.entries(floods))(
  `[DL3] V17 ${FLOOD} updates that %s, and what they wait for bit by bit: no long stop`,
  async (_, make) => {
    const { wsUrl } = await startRelay({ limits: { pending: 10_000_000, messages: 1_000_000 } })
    const [flooder, other] = [await joined(wsUrl, 'flooded'), await joined(wsUrl, 'flooded')]
    const flood = make()
    delay.reset()
    for (const update of flood) flooder.ws.send(syncFrame(SYNC.update, update))
    await flushed(flooder, other)
    const waitingMs = worstMs()
    delay.reset()
    for (const client of [1, 2]) {
      for (const letter of lettersOf(client, 200)) flooder.ws.send(syncFrame(SYNC.update, letter))
    }
    await flushed(flooder, other)
    console.log(
      `${FLOOD} updates that ${_}: a stop of at most ${waitingMs} ms, ${worstMs()} ms at the release`,
    )
    expect(waitingMs).toBeLessThan(STALL_MS)
    expect(worstMs()).toBeLessThan(STALL_MS)
  },
)

let marks = 0

/** Settles when the relay has taken all that `sender` sent. */
const flushed = async (sender: Awaited<ReturnType<typeof joined>>, receiver: typeof sender) => {
  marks += 1
  const mark = marks
  sender.ws.send(
    syncFrame(
      SYNC.update,
      updateOf([{ client: 1_000_000 + mark, structs: [text(String(mark), { parent: 'marks' })] }]),
    ),
  )
  await until(
    () => Y.getState(receiver.doc.store, 1_000_000 + mark) > 0,
    'the relay has taken all of it',
    60_000,
  )
}
