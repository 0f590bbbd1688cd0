/**
 * What viewers can do to a relay by asking for documents as hard as they can ([X23]): how late others are answered, and the relay's
 * share of its core. `node bench/answer-flood.ts [seconds]`; the relay has core 1 and this process core 0.
 */
import { setTimeout as passed } from 'node:timers/promises'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { MESSAGES, SYNC } from '../shared/index.ts'
import { pinGenerator, startRelay } from './relay-process.ts'

const seconds = Number(process.argv[2] ?? 20)

const DOCUMENT_BYTES = 4 * 1024 * 1024
const ASKS_PER_SECOND = 150
const PINGS_PER_SECOND = 20

const sync = (kind: number, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.sync.type)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

/** An update of one client that writes so many words, each of them before the others: as many structs. */
const updateOf = (client: number, words: number): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const number of [1, words, client, 0]) encoding.writeVarUint(encoder, number)
  const word = 'x'.repeat(Math.floor(DOCUMENT_BYTES / words))
  for (let index = 0; index < words; index++) {
    // A string (4): the first in the root type `text`, each further one with the one before as its right neighbour (64).
    encoding.writeUint8(encoder, index === 0 ? 4 : 4 + 64)
    encoding.writeVarUint(encoder, index === 0 ? 1 : client)
    if (index === 0) encoding.writeVarString(encoder, 'text')
    else encoding.writeVarUint(encoder, (index - 1) * word.length)
    encoding.writeVarString(encoder, word)
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

/** State vectors: one client that nobody knows, as many as a message holds, and none. */
const vectorOf = (clients: number): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clients)
  for (let index = 0; index < clients; index++) {
    encoding.writeVarUint(encoder, 1_000_000_000 + index)
    encoding.writeVarUint(encoder, 1)
  }
  return encoding.toUint8Array(encoder)
}

const QUESTIONS = {
  'one unknown client': vectorOf(1),
  'a vector of 240 kB': vectorOf(40_000),
  empty: vectorOf(0),
}

const open = async (port: number, room: string): Promise<WebSocket> => {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/${room}`)
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  ws.on('error', () => undefined)
  return ws
}

/** The round trip of pings in ms, the median and the 99th percentile. */
const measurePings = async (ws: WebSocket): Promise<{ median: number; p99: number }> => {
  const took: number[] = []
  for (const endMs = performance.now() + seconds * 1_000; performance.now() < endMs; ) {
    const sentAtMs = performance.now()
    const answered = new Promise((resolve) => ws.once('message', resolve))
    // The answer to step 1 of an empty room: a WebSocket ping would be limited.
    ws.send(sync(SYNC.step1, vectorOf(0)))
    await answered
    took.push(performance.now() - sentAtMs)
    await passed(1_000 / PINGS_PER_SECOND)
  }
  took.sort((one, other) => one - other)
  const at = (share: number) => took[Math.floor((took.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), p99: at(0.99) }
}

pinGenerator()
for (const [name, vector] of Object.entries(QUESTIONS)) {
  const relay = await startRelay('homeroom.ts')
  const other = await open(relay.port, 'other')
  const writer = await open(relay.port, 'lesson')
  writer.send(sync(SYNC.update, updateOf(7, 20_000)))
  await passed(3_000)
  const quiet = await measurePings(other)
  const viewers = await Promise.all([open(relay.port, 'lesson'), open(relay.port, 'lesson')])
  let bytes = 0
  for (const viewer of viewers)
    viewer.on('message', (data: Buffer) => {
      bytes += data.length
    })
  const asking = setInterval(() => {
    for (const viewer of viewers) if (viewer.bufferedAmount === 0) viewer.send(sync(SYNC.step1, vector))
  }, 1_000 / ASKS_PER_SECOND)
  const cpuBefore = relay.cpuSeconds
  const loaded = await measurePings(other)
  clearInterval(asking)
  const share = (relay.cpuSeconds - cpuBefore) / seconds
  const shown = ({ median, p99 }: typeof quiet) => `${median.toFixed(1)} / ${p99.toFixed(1)} ms`
  process.stdout.write(
    `${name}: quiet ${shown(quiet)}, loaded ${shown(loaded)} (median / p99), ` +
      `${Math.round(share * 100)} % of the core, ${(bytes / seconds / 2 ** 20).toFixed(1)} MiB/s\n`,
  )
  for (const ws of [other, writer, ...viewers]) ws.terminate()
  await relay.stop()
}
process.exit(0)
