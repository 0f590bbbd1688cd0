import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { clientRoom } from '../support/client-room.ts'
import { linesOf, recordRoom, replayInto, signalsOf, statesOf, textOf } from '../support/recording.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** The document of a room as the relay has it, encoded anew so that equal documents are equal bytes. */
const documentOf = async (url: string, room: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}/api/rooms/${encodeURIComponent(room)}/document`, { headers })
  const doc = new Y.Doc()
  Y.applyUpdate(doc, new Uint8Array(await answer.arrayBuffer()))
  return Y.encodeStateAsUpdate(doc)
}

/** Everyone in the file has come and is gone. */
const isOver = (path: string, people: number) =>
  linesOf(path).flatMap(({ people: changes = {} }) => Object.values(changes).filter((one) => one === null))
    .length === people

/** The states of `some` are among those of `all`, in order: a tick shows the latest of several. */
const isPartOf = (some: readonly unknown[], all: readonly unknown[]): boolean => {
  const left = all.map((state) => JSON.stringify(state))
  return some.every((state) => {
    const at = left.indexOf(JSON.stringify(state))
    left.splice(0, at + 1)
    return at >= 0
  })
}

test('[RP1][RP4] a room with own and stock clients is recorded, and played into another one: document, people, signals', async () => {
  const relay = await runRelay(['--data', tempFile()])
  const stock = stockClient(relay.wsUrl, 'school/7b', {
    state: { name: 'stock', user: { color: '#123456' } },
  })
  await stock.synced()
  stock.text.insert(0, 'x'.repeat(300_000))
  const recording = await recordRoom(relay.wsUrl, 'school/7b')
  const ada = clientRoom(relay.wsUrl, 'school/7b', { presence: { name: 'Ada', x: 0.1, y: 0.2 } })
  const host = clientRoom(relay.wsUrl, 'school/7b', { presence: { name: 'host' } })
  await Promise.all([ada.connected(), host.connected()])
  for (const x of [0.2, 0.4, 0.6]) {
    ada.room.self.set({ x })
    await recording.has(({ people = {} }) => Object.values(people).some((change) => change?.x === x))
  }
  host.room.self.set({ hand: true, emoji: '🙂' })
  stock.awareness.setLocalStateField('cursor', { anchor: 3 })
  ada.text.insert(5, 'Hello')
  stock.text.delete(100, 50)
  host.room.signals.send('bell', { loud: true })
  await recording.has(({ signal }) => signal?.kind === 'bell')
  ada.room.reactions.send('👍')
  await recording.has(({ signal }) => signal?.kind === 'reaction')
  await until(() => textOf(recording.path).length === 300_000 + 5 - 50)
  await recording.has(({ people = {} }) => Object.values(people).some((change) => change?.cursor))
  host.room.self.set({ hand: undefined })
  ada.room.leave()
  await recording.has(({ people = {} }) => people[ada.room.doc.clientID] === null)
  expect(await recording.end(), recording.stderr()).toBe(0)
  expect(linesOf(recording.path).at(-1)).toMatchObject({ end: true })
  expect(statSync(recording.path).mode & 0o077).toBe(0)

  const second = await recordRoom(relay.wsUrl, 'again')
  const replay = replayInto(relay.wsUrl, 'again', recording.path, ['--speed', '2'])
  expect(await replay.exited(), replay.stderr()).toBe(0)
  expect(replay.stderr()).toBe('')
  await until(() => isOver(second.path, 3), 'everybody has left')
  expect(await second.end(), second.stderr()).toBe(0)

  expect(await documentOf(relay.url, 'again')).toEqual(await documentOf(relay.url, 'school/7b'))
  expect(signalsOf(second.path)).toEqual(signalsOf(recording.path))
  for (const name of ['Ada', 'host', 'stock']) {
    const states = statesOf(second.path, name)
    const recorded = statesOf(recording.path, name).filter((state) => state !== null)
    expect(isPartOf(states.slice(0, -1), recorded), name).toBe(true)
    expect(states.slice(-2), name).toEqual([recorded.at(-1), null])
  }
})

test('[RP2] no token is in the file, nor in what the commands say; one that is not good ends them with 1 and the reason', async () => {
  const relay = await runRelay(['--data', ':memory:', '--anonymous', 'off'], { HOMEROOM_SECRET: SECRET })
  const viewer = await token({ sub: 'viewer', role: 'viewer' })
  const recording = await recordRoom(relay.wsUrl, 'lesson', { HOMEROOM_TOKEN: viewer })
  const ada = clientRoom(relay.wsUrl, 'lesson', {
    token: await token({ sub: 'ada' }),
    presence: { name: 'Ada' },
  })
  await ada.connected()
  ada.text.insert(0, 'Hello')
  await recording.has(({ update }) => update)
  expect(await recording.end()).toBe(0)
  expect(JSON.stringify(linesOf(recording.path)) + recording.stdout() + recording.stderr()).not.toContain(
    viewer,
  )

  const readOnly = replayInto(relay.wsUrl, 'again', recording.path, [], { HOMEROOM_TOKEN: viewer })
  expect(await readOnly.exited()).toBe(1)
  expect(readOnly.stderr()).toContain('the role viewer may not write')
  const bad = await token({ sub: 'ada' }, 'another-secret-that-the-relay-does-not-have')
  const turnedAway = replayInto(relay.wsUrl, 'again', recording.path, ['--token', bad])
  expect(await turnedAway.exited()).toBe(1)
  expect(turnedAway.stderr()).toContain('The token is not valid here. (4402)')
  await expect(recordRoom(relay.wsUrl, 'lesson', { HOMEROOM_TOKEN: bad })).rejects.toThrow('4402')
  expect(turnedAway.stdout() + turnedAway.stderr()).not.toContain(bad)
})

test('[RP5] with the secret of the relay each person is who they were, and orders of hosts are played by a host', async () => {
  const relay = await runRelay(['--data', ':memory:', '--anonymous', 'off'], { HOMEROOM_SECRET: SECRET })
  const tokenOf = (sub: string, role: string) => token({ sub, role, name: sub })
  const recording = await recordRoom(relay.wsUrl, 'lesson', { HOMEROOM_TOKEN: await tokenOf('r', 'host') })
  const presence = { x: 0.5, y: 0.5 }
  const host = clientRoom(relay.wsUrl, 'lesson', { token: await tokenOf('host', 'host'), presence })
  const ada = clientRoom(relay.wsUrl, 'lesson', { token: await tokenOf('Ada', 'attendee'), presence })
  await Promise.all([host.waitFor('Ada'), ada.waitFor('host')])
  // The recorder hears it as a host does; it is not for those who see the recording.
  const heard = Promise.withResolvers<unknown>()
  host.room.signals.on('chat', heard.resolve)
  ada.room.signals.send('chat', { text: 'for the hosts', to: 'hosts' })
  await heard.promise
  host.room.signals.send('mute-reactions', true)
  await recording.has(({ signal }) => signal?.kind === 'mute-reactions')
  expect(await recording.end()).toBe(0)
  expect(signalsOf(recording.path)).toMatchObject([{ kind: 'mute-reactions' }])

  const seen = clientRoom(relay.wsUrl, 'again', { token: await tokenOf('seen', 'member') })
  const people = new Map<string, unknown>()
  seen.room.people.subscribe((all) => {
    for (const { id, name, role } of all) people.set(`${name}`, { id, role })
  })
  await seen.connected()
  const replay = replayInto(relay.wsUrl, 'again', recording.path, [], { HOMEROOM_SECRET: SECRET })
  expect(await replay.exited(), replay.stderr()).toBe(0)
  await until(() => seen.room.rules.get().reactionsMuted, 'reactions are muted')
  expect(people.get('Ada')).toMatchObject({ id: 'Ada', role: 'attendee' })
  expect(people.get('host')).toMatchObject({ id: 'host', role: 'host' })

  const one = replayInto(relay.wsUrl, 'third', recording.path, ['--token', await tokenOf('Ada', 'member')])
  expect(await one.exited()).toBe(1)
  expect(one.stderr()).toContain('signals could not be played (1): This needs the host role.')
})
