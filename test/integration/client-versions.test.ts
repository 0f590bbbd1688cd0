import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { joinPresence } from '../../client/presence.ts'
import { rejoiningRoom } from '../../client/rejoining-room.ts'
import { apiCallOf } from '../../client/versions/api-call.ts'
import { type RoomVersions, VersionsError, versionsOf } from '../../client/versions.ts'
import { memoryStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { freePort } from '../support/guide-world.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const LESSON = 'school/7b'

const hostIn = async (wsUrl: string) => {
  const joined = clientRoom(wsUrl, LESSON, { token: await token({ role: 'host' }) })
  await joined.connected()
  return { ...joined, versions: versionsOf(joined.room) }
}

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (error instanceof VersionsError ? error.code : `${error}`),
  )

/** The relay has all that was written. */
const isThere = ({ room }: Pick<ReturnType<typeof clientRoom>, 'room'>) =>
  until(() => room.saved.get().state !== 'local', 'the relay has it')

test('[VE1][VE2] a host keeps a version in a page, sees what changed, and goes back to it under everybody', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const host = await hostIn(wsUrl)
  const params = { token: await token({ sub: 'pupil' }) }
  const pupil = stockClient(wsUrl, LESSON, { params })
  host.text.insert(0, 'Hello, class')
  await isThere(host)
  const kept = await host.versions.create({ name: 'Before the exam' })
  expect(kept).toMatchObject({ name: 'Before the exam', cause: 'hand', by: 'ada' })
  await until(() => pupil.text.toString() === 'Hello, class')

  host.text.insert(12, ' 7b')
  await isThere(host)
  expect(await host.versions.difference(kept.id)).toEqual([
    { path: ['text'], type: 'text', parts: [{ kept: 12 }, { added: ' 7b' }] },
  ])
  const { changed, before } = await host.versions.restore(kept.id)
  expect(changed).toBe(true)
  if (before === null) throw new Error('nothing was kept')
  await until(() => pupil.text.toString() === 'Hello, class' && host.text.toString() === 'Hello, class')
  expect(await host.versions.difference(kept.id, before.id)).not.toEqual([])
  expect(await host.versions.restore(kept.id)).toEqual({ changed: false, before: null })

  const old = new Y.Doc()
  Y.applyUpdate(old, await host.versions.read(before.id))
  expect(old.getText('text').toString()).toBe('Hello, class 7b')
  expect(await host.versions.rename(before.id, 'With the class')).toMatchObject({ name: 'With the class' })
  await host.versions.remove(kept.id)
  const names = (await host.versions.list()).map(({ name }) => name)
  expect(names).toContain('With the class')
  expect(names).not.toContain('Before the exam')
})

test('[HT2] what a page may not do is said with its code, and nothing is changed', async () => {
  const { wsUrl, close } = await startRelay({ secrets: [SECRET] })
  const host = await hostIn(wsUrl)
  const { versions } = host
  host.text.insert(0, 'Hello')
  await isThere(host)
  const of = async (options: object): Promise<RoomVersions> =>
    versionsOf(clientRoom(wsUrl, LESSON, options).room)
  const pupil = await of({ token: await token({ sub: 'pupil' }) })
  expect(await codeOf(pupil.list())).toBe('role-forbidden')
  expect(await codeOf(pupil.create({ name: 'mine' }))).toBe('role-forbidden')
  expect(await codeOf((await of({})).list())).toBe('token-missing')
  const failing = await of({ token: () => Promise.reject(new Error('no login')) })
  expect(await codeOf(failing.list())).toBe('no-token')
  expect(await codeOf(versions.read('none'))).toBe('not-found')
  expect(await codeOf(versions.create({ name: ' ' }))).toBe('bad-request')
  expect(await codeOf(versions.create({ name: 'x'.repeat(201) }))).toBe('bad-request')
  expect(await codeOf(versions.restore('../../x'))).toBe('not-found')
  expect(await codeOf(versions.read('\ud800'))).toBe('not-found')
  for (const name of ['\u200b', '\u202e', 'a\u202eb', 'a\u0000b', '\ud800'])
    expect(await codeOf(versions.create({ name }))).toBe('bad-request')
  expect(await versions.list()).toEqual([])
  await close()
  expect(await codeOf(versions.list())).toBe('unreachable')
})

test('[CL6] a token that has ended by the relay’s clock is got anew once', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const tokens = [
    await token({ role: 'host', ttlSeconds: -60 }),
    await token({ role: 'host' }),
    await token({ role: 'host' }),
  ]
  let asked = 0
  const { room } = clientRoom(wsUrl, LESSON, {
    // By the page's clock it holds.
    environment: { ...nodeEnvironment(), wallMs: () => 0 },
    token: () => {
      asked += 1
      return `${tokens[asked - 1]}`
    },
  })
  // The token that the join has got is at hand by then, and the connection gets no other one.
  room.leave()
  await until(() => asked === 1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await versionsOf(room).list()).toEqual([])
  expect(asked).toBe(2)
})

test('versions are those of any room: of presence alone, and of a component that joins again', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const options = { environment: nodeEnvironment(), token: await token({ role: 'host' }) }
  const writer = clientRoom(wsUrl, LESSON, options)
  await writer.connected()
  writer.text.insert(0, 'Hello')
  await isThere(writer)
  const presence = joinPresence(wsUrl, LESSON, options)
  const component = rejoiningRoom(wsUrl, LESSON, options)
  onTestCleanup(() => {
    presence.leave()
    component.leave()
  })
  await versionsOf(presence).create({ name: 'one' })
  await component.copy.drop()
  await until(() => component.status.get().state === 'connected')
  expect((await versionsOf(component).list()).map(({ name }) => name)).toEqual(['one'])
  expect(() => versionsOf({ ...presence })).toThrow(TypeError)
})

test('a relay that is none, and one whose store keeps nothing, are told apart', async () => {
  const { keep: _keep, kept: _kept, keptBodies: _bodies, ...bare } = memoryStore()
  const { wsUrl } = await startRelay({ store: bare })
  expect(await codeOf(versionsOf(clientRoom(wsUrl, LESSON).room).list())).toBe('not-found')
  let answer: (response: ServerResponse) => void = (response) =>
    response.writeHead(404).end('<html>nothing</html>')
  const server = createServer((_request, response) => answer(response))
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestCleanup(() => {
    server.close()
    server.closeAllConnections()
  })
  const versions = versionsOf(clientRoom(`ws://127.0.0.1:${port}`, LESSON).room)
  expect(await codeOf(versions.list())).toBe('no-relay')
  // The page's own server gives its first page for whatever is asked.
  for (const body of ['<html>all</html>', '{"hello":1}', 'null']) {
    answer = (response) => response.end(body)
    expect(await codeOf(versions.list())).toBe('no-relay')
    expect(await codeOf(versions.create())).toBe('no-relay')
  }
  answer = (response) =>
    response.writeHead(200, { 'content-length': 9 }).end('{"vers', () => response.destroy())
  expect(await codeOf(versions.list())).toBe('unreachable')
})

test('a token that does not come is no reason to wait for ever', async () => {
  vi.useFakeTimers()
  onTestCleanup(() => void vi.useRealTimers())
  const tokens = { get: () => new Promise<null>(() => undefined), renew: () => undefined }
  const call = apiCallOf({ url: 'ws://127.0.0.1:1', room: LESSON, tokens } as never)
  const code = codeOf(call('GET', ''))
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await code).toBe('no-token')
})
