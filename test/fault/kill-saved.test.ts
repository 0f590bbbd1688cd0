import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { countingClient } from '../support/counting-client.ts'
import { type Random, randomFrom, rounds, someSeed } from '../support/random.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** `npm run kill` takes 200. */
const ROUNDS = rounds(20)
/** Files with a relay each, side by side. */
const FILES = 4
const ROOMS = ['a', 'b']
const CLIENTS_PER_ROOM = 2
/** 50 updates a second. */
const EDIT_MS = 20
/** How many edits a client makes before the relay is killed: up to 0.7 s of them. */
const MOST_EDITS = 35

const RELAY = fileURLToPath(new URL('../support/waiting-relay.ts', import.meta.url))

const seed = someSeed()

/** All these processes compile the same code: once is enough. */
const compiled = tempFile('compiled')

const startWaiting = (file: string) => runNode(RELAY, [file], { NODE_COMPILE_CACHE: compiled })

const listen = async (relay: ReturnType<typeof startWaiting>): Promise<string> => {
  await until(() => relay.stdout().includes('waiting'), 'the relay waits', 60_000)
  relay.kill('SIGUSR2')
  const url = await until(() => {
    if (!relay.isRunning()) throw new Error(`the relay ended by itself: ${relay.stderr()}`)
    return /listening on http(\S+)/.exec(relay.stdout())?.[1]
  }, 'the relay listens')
  return `ws${url}`
}

/** A client that writes one mark after the other; what of them it was told is saved. */
const startWriter = async (wsUrl: string, room: string, firstMark: number) => {
  const client = await countingClient(wsUrl, room)
  await until(() => client.answers() > 0 && client.asked() > 0, 'the document is there')
  const markByFrame = new Map<number, number>()
  let mark = firstMark
  const timer = setInterval(() => {
    const frame = client.write((doc) => doc.getArray<number>('marks').push([mark]))
    markByFrame.set(frame, mark)
    mark += 1
  }, EDIT_MS)
  return {
    client,
    edits: () => markByFrame.size,
    stop: () => clearInterval(timer),
    acknowledged: () =>
      [...markByFrame].flatMap(([frame, one]) => (frame <= client.lastTold().saved ? [one] : [])),
  }
}

/** Those of `marks` that a relay does not give to somebody who comes new. */
const lostOf = async (wsUrl: string, room: string, marks: ReadonlySet<number>): Promise<number[]> => {
  const reader = await countingClient(wsUrl, room)
  await until(() => reader.answers() > 0, 'the document is there')
  const found = reader.doc.getArray<number>('marks').toArray()
  expect(new Set(found).size, `room ${room} has each mark once`).toBe(found.length)
  reader.ws.terminate()
  const there = new Set(found)
  return [...marks].filter((mark) => !there.has(mark))
}

/** One file, with one relay after the other on it, each killed at some moment. */
const killAgainAndAgain = async (random: Random, kills: number) => {
  const file = tempFile()
  const acknowledgedByRoom = new Map(ROOMS.map((room) => [room, new Set<number>()]))
  let lost = 0
  let next = startWaiting(file)
  for (let round = 0; round <= kills; round++) {
    const relay = next
    const wsUrl = await listen(relay)
    for (const [room, marks] of acknowledgedByRoom) lost += (await lostOf(wsUrl, room, marks)).length
    if (round === kills) break
    next = startWaiting(file)
    const writers = await Promise.all(
      ROOMS.flatMap((room, index) =>
        Array.from({ length: CLIENTS_PER_ROOM }, async (_, number) => {
          const firstMark = ((round * ROOMS.length + index) * CLIENTS_PER_ROOM + number) * 1_000
          return { room, writer: await startWriter(wsUrl, room, firstMark) }
        }),
      ),
    )
    const edits = random.below(MOST_EDITS)
    await until(() => writers.every(({ writer }) => writer.edits() >= edits), 'enough was written')
    relay.kill('SIGKILL')
    await relay.exited()
    expect(relay.stderr()).toBe('')
    for (const { room, writer } of writers) {
      writer.stop()
      // What was sent before the end of the process may still be on its way here.
      await writer.client.closed
      for (const mark of writer.acknowledged()) acknowledgedByRoom.get(room)?.add(mark)
    }
  }
  return { acknowledged: [...acknowledgedByRoom.values()].reduce((sum, marks) => sum + marks.size, 0), lost }
}

test(`[SV1][SV3] C68 of ${ROUNDS} relays that were killed under load, none said that something is saved that was not (seed ${seed})`, async () => {
  const beganMs = performance.now()
  const files = Array.from({ length: FILES }, (_, index) =>
    killAgainAndAgain(randomFrom(seed + index), ROUNDS / FILES),
  )
  const results = await Promise.all(files)
  const sum = (key: 'acknowledged' | 'lost') => results.reduce((total, result) => total + result[key], 0)
  const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0)
  console.log(
    `${ROUNDS} relays killed, ${sum('acknowledged')} updates acknowledged, ${sum('lost')} lost, ${seconds} s`,
  )
  expect(sum('lost')).toBe(0)
  expect(sum('acknowledged')).toBeGreaterThan(ROUNDS)
}, 600_000)
