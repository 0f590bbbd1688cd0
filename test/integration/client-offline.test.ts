import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { runNode } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** A tab: Node's own BroadcastChannel is a browser's, and without this nobody in Node listens to it. */
const tab = (wsUrl: string) =>
  clientRoom(wsUrl, 'lesson', { environment: { ...nodeEnvironment(), BroadcastChannel } })

test('[OF2] Node keeps no copy, and rooms in one process are no tabs of each other', async () => {
  const relay = await startRelay()
  const rooms = ['a', 'b'].map(() => clientRoom(relay.wsUrl, 'lesson', { offline: true }))
  const [a, b] = rooms
  if (a === undefined || b === undefined) throw new Error('there are two')
  for (const room of rooms) await room.connected()
  expect(a.room.offline.get().state).toBe('failed')
  a.text.insert(0, 'a')
  await until(() => b.text.toString() === 'a')
  await relay.close()
  a.text.insert(1, '!')
  const tabs = ['a', 'b'].map(() => tab(relay.wsUrl))
  tabs[0]?.text.insert(0, 'tab')
  await until(() => tabs[1]?.text.toString() === 'tab')
  expect([a.text.toString(), b.text.toString()]).toEqual(['a!', 'a'])
})

test('C71 [OF4] what one tab tells another is sent by both, and each knows how all of it stands', async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const [a, b] = [tab(relay.wsUrl), tab(relay.wsUrl)]
  for (const each of [a, b]) await until(() => each.room.saved.get().state === 'saved')
  await relay.close()
  a.text.insert(0, 'a')
  await until(() => b.text.toString() === 'a')
  b.text.insert(1, 'b')
  await until(() => a.text.toString() === 'ab')
  // Own edits are counted; what the other tab told keeps it from being saved all the same.
  for (const each of [a, b]) expect(each.room.saved.get()).toEqual({ state: 'local', pending: 1 })
  a.room.leave()
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  await until(() => b.room.saved.get().state === 'saved')
  const elsewhere = clientRoom(relay.wsUrl, 'lesson')
  await until(() => elsewhere.text.toString() === 'ab')
})

test('[EP1] [OF4] a tab that knows nothing takes the copy of another with its generation, and is told with it', async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const a = tab(relay.wsUrl)
  await a.connected()
  a.text.insert(0, 'old')
  await until(() => a.room.saved.get().state === 'saved')
  await relay.close()
  const b = tab(relay.wsUrl)
  await until(() => b.text.toString() === 'old', 'the new tab shows what the other one has')
  await store.replace('lesson', '11111111-2222-4333-8444-555555555555', null)
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  for (const each of [a, b]) await until(() => each.status.get().state === 'room-reset')
  const elsewhere = clientRoom(relay.wsUrl, 'lesson')
  await elsewhere.connected()
  expect(elsewhere.text.toString()).toBe('')
  // Without a copy that they share each tab decides for itself.
  b.room.copy.push()
  await until(() => elsewhere.text.toString() === 'old')
  expect(a.status.get().state).toBe('room-reset')
})

test('C57 [CL6] a room with tabs and a copy leaves nothing behind: Node ends by itself', async () => {
  const { wsUrl } = await startRelay()
  const client = new URL('../../client/index.ts', import.meta.url)
  const script = `${tempFolder()}/leave.ts`
  await writeFile(
    script,
    `import { joinRoom, systemEnvironment } from ${JSON.stringify(fileURLToPath(client))}
     const environment = { ...systemEnvironment(), BroadcastChannel }
     const room = joinRoom(${JSON.stringify(wsUrl)}, 'lesson', { offline: true, environment })
     room.status.subscribe(({ state }) => {
       if (state !== 'connected') return
       room.doc.getText('text').insert(0, 'a')
       room.leave()
     })`,
  )
  const child = runNode(script)
  expect([await child.exited(), child.stderr()]).toEqual([0, ''])
})
