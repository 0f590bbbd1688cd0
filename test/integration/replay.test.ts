import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { replay } from '../../recording/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { runHomeroom } from '../support/data-command.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'
import { freePort } from '../support/guide-world.ts'
import { linesOf, recordRoom, replayInto } from '../support/recording.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const HEADER = { homeroom: 'recording', version: 1, room: 'lesson', startedAt: '2030-01-01T00:00:00.000Z' }

/** A recording of these lines; it ends where it says so. */
const recordingOf = (...lines: readonly object[]): string => {
  const path = tempFile('lesson.rec')
  writeFileSync(path, [HEADER, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

const updateOf = (write: (doc: Y.Doc) => void): string => {
  const doc = new Y.Doc()
  write(doc)
  return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
}

const HELLO = updateOf((doc) => doc.getText('text').insert(0, 'Hello'))

/** A replay in this process, and what it said. */
const play = (url: string, path: string, options: Partial<Parameters<typeof replay>[0]> = {}) => {
  const said: string[] = []
  const ended = replay({
    url,
    room: 'again',
    path,
    tokenOf: () => undefined,
    speed: 1,
    environment: nodeEnvironment(),
    signal: new AbortController().signal,
    say: (line) => said.push(line),
    ...options,
  })
  return { said, ended }
}

test('[RP4] each place is passed at its time, divided by the speed', async () => {
  const relay = await startRelay()
  const observer = clientRoom(relay.wsUrl, 'again')
  await observer.connected()
  const { environment, pass } = fakeEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
  const places = [0.1, 0.2, 0.3, 0.4]
  const path = recordingOf(
    ...places.map((x, index) => ({
      ms: 200 * index,
      people: { 7: index === 0 ? { name: 'Ada', x } : { x } },
    })),
    { ms: 800, end: true },
  )
  const { ended } = play(relay.wsUrl, path, { environment, speed: 2 })
  const xOf = () => observer.person('Ada')?.x ?? 0
  for (const [index, x] of places.entries()) {
    await until(() => xOf() >= x - 0.001, `she is at ${x}`)
    expect(xOf()).toBeCloseTo(x, 4)
    // Right up to the next one, and it is not there yet.
    if (index === 0) pass(0)
    pass(99)
    expect(xOf()).toBeCloseTo(x, 4)
    pass(1)
  }
  expect(await ended).toEqual({ ms: 800, missed: [] })
  await observer.waitGone('Ada')
})

test('[RP4] an update keeps its ids, and content that is there already stays: the recording is merged into it', async () => {
  const relay = await startRelay()
  const there = clientRoom(relay.wsUrl, 'again')
  await there.connected()
  there.room.doc.getText('other').insert(0, 'here first')
  const path = recordingOf({ ms: 0, update: HELLO }, { ms: 1, end: true })
  await until(() => there.room.saved.get().state === 'received')
  for (let round = 0; round < 2; round++) {
    const { said, ended } = play(relay.wsUrl, path, { speed: Number.POSITIVE_INFINITY })
    expect((await ended).missed).toEqual([])
    expect(said).toEqual(['again has content already: the recording is merged into it'])
    await until(() => there.text.toString() === 'Hello')
    expect(there.room.doc.getText('other').toString()).toBe('here first')
  }
})

test('[RP6] a replay stands still while the relay is gone, and ends when all of it is stored', async () => {
  const data = tempFile()
  const port = `${await freePort()}`
  const first = await runRelay(['--data', data, '--port', port])
  const path = recordingOf(
    { ms: 0, people: { 7: { name: 'Ada' } } },
    { ms: 0, signal: { kind: 'bell', data: 1, client: 7 } },
    { ms: 50, update: HELLO },
    { ms: 60, signal: { kind: 'bell', data: 2, client: null } },
    { ms: 60, end: true },
  )
  const { environment, pass } = fakeEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
  const { ended } = play(first.wsUrl, path, { environment })
  const observer = clientRoom(first.wsUrl, 'again')
  await observer.waitFor('Ada')
  first.kill('SIGKILL')
  await first.exited()
  await until(() => observer.room.status.get().state !== 'connected')
  pass(60)
  await runRelay(['--data', data, '--port', port])
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  // Its next tries need time, and so does the rest of the recording.
  await until(() => pass(20) ?? isOver, 'the replay is over')
  expect(await ended).toEqual({ ms: 60, missed: [] })
  await until(() => observer.text.toString() === 'Hello')
})

test('[RP6] what was missed is told with its reason, and what is broken off leaves nobody behind', async () => {
  const relay = await startRelay()
  const observer = clientRoom(relay.wsUrl, 'again')
  await observer.connected()
  const odd = recordingOf(
    { ms: 0, people: { 7: { name: 'Ada', note: 'x'.repeat(20_000) }, 8: { name: 'host' } } },
    { ms: 0, signal: { kind: 'no kind', data: null, client: 8 } },
    { ms: 0, signal: { kind: 'bell', data: null, client: null } },
    { ms: 0, end: true },
  )
  const { missed } = await play(relay.wsUrl, odd).ended
  expect(missed.map((line) => line.split(':')[0])).toEqual([
    'changes of people could not be played (1)',
    'signals could not be played (1)',
  ])
  const long = recordingOf({ ms: 0, people: { 7: { name: 'Ada' } } }, { ms: 3_600_000, end: true })
  const command = replayInto(relay.wsUrl, 'again', long)
  await observer.waitFor('Ada')
  command.kill('SIGINT')
  expect(await command.exited()).toBe(1)
  expect(command.stderr()).toContain('SIGINT has broken it off')
  await observer.waitGone('Ada')
})

test('[RP3] a file that is cut off plays as far as it goes, and says so with 1; junk is refused before anything is played', async () => {
  const relay = await startRelay()
  const path = recordingOf({ ms: 0, update: HELLO }, { ms: 100, people: { 7: { name: 'Ada' } } })
  appendFileSync(path, '{"ms":200,"people":{"7":{"na')
  const cut = replayInto(relay.wsUrl, 'again', path)
  expect(await cut.exited()).toBe(1)
  expect(cut.stderr()).toContain('breaks off after 0.1 s')
  const observer = clientRoom(relay.wsUrl, 'again')
  await until(() => observer.text.toString() === 'Hello')

  appendFileSync(path, '\n{"ms":300,"end":true}\n')
  const junk = play(relay.wsUrl, path, { room: 'untouched' })
  await expect(junk.ended).rejects.toThrow('its line 4 is none that a recording has')
  const touched = await (await fetch(`${relay.url}/api/rooms/untouched/document`)).status
  expect(touched).toBe(404)
})

test('[RP1] a recorder that loses the relay says so, comes back by itself, and goes on', async () => {
  const data = tempFile()
  const port = `${await freePort()}`
  const first = await runRelay(['--data', data, '--port', port])
  const ada = clientRoom(first.wsUrl, 'lesson', { presence: { name: 'Ada' } })
  await ada.connected()
  const recording = await recordRoom(first.wsUrl, 'lesson')
  await recording.has(({ people = {} }) => people[ada.room.doc.clientID])
  first.kill('SIGKILL')
  await recording.has(({ lost }) => lost)
  ada.text.insert(0, 'Hello')
  await runRelay(['--data', data, '--port', port])
  await recording.has(({ back }) => back)
  await recording.has(({ update }) => update)
  recording.kill('SIGTERM')
  expect(await recording.exited()).toBe(0)
  expect(recording.stdout()).toMatch(/the relay is lost: .*\nthe relay is back\n/)
  // She was there all the time, as far as anybody knows.
  expect(linesOf(recording.path).filter(({ people }) => people)).toHaveLength(1)
})

test('[RP1] a room that is deleted ends its recording, and a file that is there stays as it is', async () => {
  const relay = await runRelay(['--data', ':memory:', '--anonymous', 'join', '--secret', SECRET])
  const ada = clientRoom(relay.wsUrl, 'lesson')
  await ada.connected()
  ada.text.insert(0, 'Hello')
  const recording = await recordRoom(relay.wsUrl, 'lesson')
  await recording.has(({ update }) => update)
  await fetch(`${relay.url}/api/rooms/lesson/document`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${SECRET}` },
  })
  expect(await recording.exited()).toBe(1)
  expect(recording.stderr()).toContain('the room was deleted or replaced')
  const before = readFileSync(recording.path, 'utf8')
  const args = ['record', '--url', relay.wsUrl, '--room', 'lesson', '--out', recording.path]
  expect(await runHomeroom(args)).toMatchObject({
    code: 1,
    stderr: `homeroom: ${recording.path} is there already\n`,
  })
  expect(readFileSync(recording.path, 'utf8')).toBe(before)
})
