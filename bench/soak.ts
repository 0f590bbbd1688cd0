/**
 * Whether memory comes back: rooms that come and go, then a school's traffic for half an hour. Writes soak.md.
 *
 * Run: npm run soak [-- --rooms 10000] [-- --minutes 30]
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { countIn, readFlags } from './flags.ts'
import { Crowd } from './load/crowd.ts'
import { enterRoom } from './load/enter.ts'
import { homeroomWire } from './load/homeroom-wire.ts'
import { startPace } from './load/pace.ts'
import { Writer } from './load/writer.ts'
import { type RelayProcess, startRelay } from './relay-process.ts'

const flags = readFlags(import.meta.url, {
  rooms: { type: 'string', default: '10000' },
  minutes: { type: 'string', default: '30' },
})
const ROOMS = countIn('rooms', flags.rooms)
const MINUTES = Number(flags.minutes)

/** The first time, what is compiled, cached and taken from the system for a peak is no leak: it is there for the next. */
const TIMES = 3
const AT_ONCE = 20

const CLASSES = 10
const PUPILS = 10
const MOVES_HZ = 5
const WRITES_HZ = 2

const MS_PER_MINUTE = 60_000
const MIB = 1024 * 1024

interface Sample {
  readonly at: string
  readonly heapBytes: number
  readonly rssBytes: number
  readonly rooms: number
}

const gauge = async (port: number, name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(name))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

const sampleOf = async (relay: RelayProcess, at: string): Promise<Sample> => {
  const heapBytes = await relay.collectGarbage()
  const rooms = await gauge(relay.port, 'homeroom_rooms')
  const sample = { at, heapBytes, rssBytes: relay.rssBytes, rooms }
  process.stdout.write(`${lineOf(sample)}\n`)
  return sample
}

const lineOf = ({ at, heapBytes, rssBytes, rooms }: Sample): string =>
  `| ${at} | ${(heapBytes / MIB).toFixed(1)} | ${(rssBytes / MIB).toFixed(1)} | ${rooms} |`

/** Somebody comes into each room, writes something and goes. */
const visit = async (port: number, from: number, to: number): Promise<void> => {
  let next = from
  const visitor = async () => {
    for (let n = next++; n < to; n = next++) {
      const socket = enterRoom({ port, wire: homeroomWire, room: `visited-${n}` }, null)
      await socket.opened
      const writer = new Writer(1 + n, socket)
      writer.write()
      await sleep(5)
      socket.destroy()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, visitor))
}

const emptied = async (port: number): Promise<void> => {
  while ((await gauge(port, 'homeroom_rooms')) > 0) await sleep(250)
}

const comeAndGo = async (relay: RelayProcess): Promise<Sample[]> => {
  const samples: Sample[] = []
  for (let time = 1; time <= TIMES; time++) {
    await visit(relay.port, (time - 1) * ROOMS, time * ROOMS)
    await emptied(relay.port)
    samples.push(await sampleOf(relay, `after ${time * ROOMS} rooms`))
  }
  return samples
}

/** Classes that move, write, and now and then lose their connections. */
const traffic = async (relay: RelayProcess): Promise<Sample[]> => {
  const { port } = relay
  const crowd = new Crowd({ port, wire: homeroomWire, rooms: CLASSES, size: PUPILS, readers: 0 })
  await crowd.join()
  const writers = crowd.rooms.map(({ name }, n) => {
    const socket = enterRoom({ port, wire: homeroomWire, room: name }, null)
    return { socket, writer: new Writer(100_000 + n, socket) }
  })
  await Promise.all(writers.map(({ socket }) => socket.opened))
  const moving = startPace(crowd.people, MOVES_HZ, (person) => crowd.move(person))
  const writing = startPace(writers, WRITES_HZ, ({ writer }) => writer.write())
  const samples: Sample[] = []
  for (let minute = 1; minute <= MINUTES; minute++) {
    await sleep(MS_PER_MINUTE)
    samples.push(await sampleOf(relay, `minute ${minute}`))
    await crowd.rejoin()
  }
  moving.stop()
  writing.stop()
  crowd.leave()
  for (const { socket } of writers) socket.destroy()
  await emptied(port)
  samples.push(await sampleOf(relay, 'everyone gone'))
  return samples
}

const page = (coming: readonly Sample[], going: readonly Sample[]): string => `# Memory over time

What \`npm run soak\` measured on ${new Date().toISOString().slice(0, 10)}: a relay with SQLite whose empty rooms leave memory after 1 s. The heap is
what is left after a collection.

${ROOMS} rooms that come and go, ${TIMES} times, each with somebody who writes something:

| when | heap, MiB | resident, MiB | rooms in memory |
|---|---|---|---|
${coming.map(lineOf).join('\n')}

${MINUTES} minutes of ${CLASSES} classes of ${PUPILS} people who move ${MOVES_HZ} times a second, with somebody in each who writes and deletes ${WRITES_HZ} times a
second; everyone loses the connection once a minute:

| when | heap, MiB | resident, MiB | rooms in memory |
|---|---|---|---|
${going.map(lineOf).join('\n')}
`

const relay = await startRelay('homeroom-on-disk.ts')
const coming = await comeAndGo(relay)
const going = await traffic(relay)
await relay.stop()
writeFileSync(new URL('soak.md', import.meta.url), page(coming, going))
process.exit()
