import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { clientRoom } from '../support/client-room.ts'
import { openSocket, refusedUpgrade } from '../support/http.ts'
import { joinBehind } from '../support/join-behind.ts'
import { roomsOf } from '../support/local-workers.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { storedText } from '../support/stored-text.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

type Relay = Awaited<ReturnType<typeof runRelay>>

const roomOf = (worker: number): string => roomsOf(worker)[0] ?? ''

const runWorkers = (file: string, ...args: readonly string[]) =>
  runRelay(['--workers', '2', '--data', file, '--log', 'warn', ...args])

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

test('a worker that is killed under 20 people costs none of them an edit that was saved, and is started again', async () => {
  const file = tempFile()
  const relay = await runWorkers(file)
  const room = roomOf(1)
  const people = Array.from({ length: 19 }, () => clientRoom(relay.wsUrl, room))
  for (const person of people) await person.connected()
  expect(await metricOf(relay.url, 'homeroom_connections', { worker: '1' })).toBe(19)
  expect(await metricOf(relay.url, 'homeroom_bus_shared_rooms')).toBe(0)
  // The twentieth has the same room at the other worker.
  const other = await joinBehind(relay.url, roomOf(2), room)
  expect(await metricOf(relay.url, 'homeroom_connections', { worker: '2' })).toBe(1)
  const all = [...people, { ...other, text: other.doc.getText('text') }]
  for (const [index, { text }] of all.entries()) text.insert(0, `${index},`)
  const isSaved = () => all.every(({ saved }) => saved.get().state === 'saved' && saved.get().pending === 0)
  await until(isSaved, 'all edits are saved')
  const hasAll = () => new Set(all.map(({ text }) => text.toString())).size === 1
  await until(() => hasAll() && all[0]?.text.toString().split(',').length === 21, 'all have all edits')
  const text = all[0]?.text.toString() ?? ''
  const [first = 0, second = 0] = workersOf(relay)
  process.kill(first, 'SIGKILL')
  await until(() => people.every(({ status }) => status.get().state !== 'connected'), 'all have noticed')
  for (const person of people) await person.connected()
  await until(() => workersOf(relay).length === 2, 'there are two workers again')
  expect(workersOf(relay)).toContain(second)
  await until(async () => (await metricOf(relay.url, 'homeroom_workers')) === 2)
  expect(await metricOf(relay.url, 'homeroom_worker_restarts_total')).toBe(1)
  people[0]?.text.insert(0, 'after,')
  await until(() => all.every((person) => person.text.toString() === `after,${text}`))
  relay.kill('SIGTERM')
  expect(await relay.exited(), relay.stderr()).toBe(0)
  expect(await storedText(file, room)).toBe(`after,${text}`)
})

/** Whether a socket is accepted: a worker that stands still would never answer on it. */
const isListening = (relay: Relay): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(Number(new URL(relay.url).port), '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

test('[LM1] an address is counted over all workers; a second signal ends those that do not answer, and one for all is for their parent', async () => {
  const relay = await runWorkers(':memory:', '--limit', 'address=2')
  const pids = workersOf(relay)
  for (const worker of [1, 2]) await openSocket(`${relay.wsUrl}/${roomOf(worker)}`)
  expect(await refusedUpgrade(`${relay.wsUrl}/${roomOf(1)}`)).toMatchObject({
    body: { error: 'address-full' },
  })
  for (const pid of pids) process.kill(pid, 'SIGTERM')
  expect(await metricOf(relay.url, 'homeroom_workers')).toBe(2)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  relay.kill('SIGTERM')
  // It has begun to close: nobody gets in.
  await until(async () => !(await isListening(relay)), 'it listens no more')
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
  const relay = await runWorkers(':memory:', '--secret', SECRET, '--idle', '0')
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
  expect(pids.filter(isThere)).toHaveLength(2)
  relay.kill('SIGKILL')
  await until(() => !pids.some(isThere), 'no worker is left')
})
