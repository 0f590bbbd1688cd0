import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { joinRoom, systemEnvironment } from '../../client/index.ts'
import { workerOf } from '../../server/workers/choice.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { storedText } from '../support/stored-text.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const WORKERS = [1, 2, 3]

type Relay = Awaited<ReturnType<typeof runRelay>>

/** Room names that are a worker's, by its number. */
const roomOf = (worker: number): string => {
  const names = Array.from({ length: 100 }, (_, index) => `room-${index}`)
  return names.find((name) => workerOf(name, WORKERS) === worker) ?? ''
}

const runWorkers = (file: string, ...args: readonly string[]) =>
  runRelay(['--workers', '3', '--data', file, '--log', 'warn', ...args])

/** Processes of the workers, in the order of their start. */
const workersOf = ({ pid }: Relay): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A socket that a worker has already answered on, about another room. */
const socketBehind = async (relay: Relay, room: string) => {
  const socket = connect(Number(new URL(relay.url).port), '127.0.0.1')
  onTestCleanup(() => socket.destroy())
  socket.write(`GET /${room} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  let heard = ''
  const hear = (data: Buffer) => {
    heard += data.toString('latin1')
  }
  socket.on('data', hear)
  const isWhole = () => {
    const [head = '', body] = heard.split('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    return body !== undefined && length !== undefined && body.length >= Number(length)
  }
  await until(() => isWhole(), 'the first request is answered')
  socket.off('data', hear)
  return socket
}

test('a room is on one worker, and where it is on two it is one room all the same', async () => {
  const file = tempFile()
  const relay = await runWorkers(file)
  const clients = WORKERS.flatMap((worker) => [1, 2].map(() => clientRoom(relay.wsUrl, roomOf(worker))))
  for (const client of clients) await client.connected()
  for (const worker of WORKERS)
    expect(await metricOf(relay.url, 'homeroom_connections', { worker: `${worker}` })).toBe(2)
  expect(await metricOf(relay.url, 'homeroom_bus_shared_rooms')).toBe(0)
  expect(await metricOf(relay.url, 'homeroom_workers')).toBe(3)

  const socket = await socketBehind(relay, roomOf(2))
  class Behind extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { createConnection: () => socket })
    }
  }
  const environment = systemEnvironment(Behind as unknown as typeof globalThis.WebSocket)
  const other = joinRoom(relay.wsUrl, roomOf(1), { environment })
  onTestCleanup(() => other.leave())
  await until(() => other.status.get().state === 'connected')
  expect(await metricOf(relay.url, 'homeroom_connections', { worker: '2' })).toBe(3)
  const [first] = clients
  first?.text.insert(0, 'one')
  const text = other.doc.getText('text')
  text.insert(0, 'two ')
  await until(() => text.length === 7 && first?.text.toString() === text.toString())
  first?.self.set({ x: 0.25, y: 0.75 })
  await until(() => other.people.get().some(({ x }) => x === 0.25))
  relay.kill('SIGTERM')
  expect(await relay.exited(), relay.stderr()).toBe(0)
  expect(await storedText(file, roomOf(1))).toBe(text.toString())
})

test('a worker that is killed under 20 people costs none of them an edit that was saved, and is started again', async () => {
  const file = tempFile()
  const relay = await runWorkers(file)
  const room = roomOf(1)
  const people = Array.from({ length: 20 }, () => clientRoom(relay.wsUrl, room))
  for (const person of people) await person.connected()
  for (const [index, person] of people.entries()) person.text.insert(0, `${index},`)
  const isSaved = () =>
    people.every(({ saved }) => saved.get().state === 'saved' && saved.get().pending === 0)
  await until(isSaved, 'all edits are saved')
  const text = people[0]?.text.toString() ?? ''
  expect(text.split(',')).toHaveLength(21)
  const [first = 0, ...others] = workersOf(relay)
  process.kill(first, 'SIGKILL')
  await until(() => people.every(({ status }) => status.get().state !== 'connected'), 'all have noticed')
  for (const person of people) await person.connected()
  await until(() => workersOf(relay).length === 3, 'there are three workers again')
  expect(workersOf(relay)).toEqual(expect.arrayContaining(others))
  await until(async () => (await metricOf(relay.url, 'homeroom_workers')) === 3)
  expect(await metricOf(relay.url, 'homeroom_worker_restarts_total')).toBe(1)
  people[0]?.text.insert(0, 'after,')
  await until(() => people.every((person) => person.text.toString() === `after,${text}`))
  relay.kill('SIGTERM')
  expect(await relay.exited(), relay.stderr()).toBe(0)
  expect(await storedText(file, room)).toBe(`after,${text}`)
})

test('a second signal ends workers that do not answer, and a signal for all of them is for their parent', async () => {
  const relay = await runWorkers(':memory:')
  const pids = workersOf(relay)
  for (const pid of pids) process.kill(pid, 'SIGTERM')
  expect(await metricOf(relay.url, 'homeroom_workers')).toBe(3)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  relay.kill('SIGTERM')
  // It has begun to close: nobody gets in.
  await until(
    () =>
      fetch(`${relay.url}/healthz`).then(
        () => false,
        () => true,
      ),
    'it listens no more',
  )
  expect(relay.isRunning()).toBe(true)
  relay.kill('SIGTERM')
  expect(await relay.exited()).toBe(1)
  await until(() => !pids.some(isThere), 'no worker is left')
})

/** What a socket hears that says these pieces, each when the one before has gone out. */
const answerTo = async (relay: Relay, pieces: readonly (string | Buffer)[]) => {
  const { socket, heard } = rawSocket(relay.url)
  socket.setNoDelay(true)
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(() => heard().includes('\r\n\r\n'), `an answer to ${String(pieces[0]).slice(0, 40)}`)
  return heard()
}

test('requests are read as one process reads them: in pieces, too long, broken, with a body; without a parent no worker stays', async () => {
  const relay = await runWorkers(':memory:', '--secret', SECRET)
  const end = 'HTTP/1.1\r\nHost: localhost\r\n\r\n'
  expect(await answerTo(relay, [...`\r\nGET /healthz ${end}`])).toMatch(/^HTTP\/1\.1 200/)
  expect(await answerTo(relay, [`GET /${'x'.repeat(20_000)} ${end}`])).toMatch(/^HTTP\/1\.1 431/)
  expect(await answerTo(relay, ['no request at all\r\n\r\n'])).toMatch(/^HTTP\/1\.1 400/)
  expect(await answerTo(relay, [Buffer.from([0xff, 0x00, 0x0a, 0x0d, 0x0a])])).toMatch(/^HTTP\/1\.1 400/)
  expect(await answerTo(relay, [`GET http://localhost/healthz ${end}`])).toMatch(/^HTTP\/1\.1 200/)

  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(500_000))
  const body = Buffer.from(Y.encodeStateAsUpdate(doc))
  const head = [
    'PUT /api/rooms/lesson/document HTTP/1.1',
    ...['Host: localhost', `Authorization: Bearer ${SECRET}`, 'If-None-Match: *'],
    ...['Content-Type: application/octet-stream', `Content-Length: ${body.length}`, '\r\n'],
  ].join('\r\n')
  expect(await answerTo(relay, [Buffer.concat([Buffer.from(head), body])])).toMatch(/^HTTP\/1\.1 20\d/)
  const read = await fetch(`${relay.url}/api/rooms/lesson/document`, {
    headers: { authorization: `Bearer ${SECRET}` },
  })
  const copy = new Y.Doc()
  Y.applyUpdate(copy, new Uint8Array(await read.arrayBuffer()))
  expect(copy.getText('text').length).toBe(500_000)

  const { socket, heard } = rawSocket(relay.url, `GET /healthz ${end}`)
  const answers = () => heard().split('HTTP/1.1 200').length - 1
  await until(() => answers() === 1)
  socket.write(`GET /healthz ${end}`)
  await until(() => answers() === 2)

  // Workers whose parent is killed close by themselves.
  const pids = workersOf(relay)
  expect(pids.filter(isThere)).toHaveLength(3)
  relay.kill('SIGKILL')
  await until(() => !pids.some(isThere), 'no worker is left')
})
