import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'

const get = async (url: string | undefined, path: string) => {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${SECRET}` } })
  return (await answer.json()) as Record<string, unknown>
}

test('[N1][N3] a class on three relays is one class: people, document, signals', async () => {
  const { relays, join } = await relayCluster()
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(2, 'third')]
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  for (const [index, room] of rooms.entries()) room.text.insert(0, `${index} `)
  for (const room of rooms) await until(() => room.text.length === 6)
  expect(new Set(rooms.map(({ text }) => text.toString())).size).toBe(1)
  const heard: unknown[] = []
  rooms[2]?.signals.on('bell', ({ data, from }) => heard.push([data, from.id]))
  rooms[0]?.signals.send('bell', 7)
  await until(() => heard.length > 0)
  expect(heard).toEqual([[7, 'ada']])
  rooms[1]?.self.set({ x: 0.25, y: 0.75 })
  await rooms[2]?.waitFor('second', ({ x, y }) => x === 0.25 && y === 0.75)
  await until(async () => (await get(relays[0]?.url, `/api/rooms/${ROOM}`)).connections === 3)
  await rooms[1]?.leave()
  await rooms[0]?.waitGone('second')
})

test('[N7] orders of a host hold on every relay: a removal, a lock, a role', async () => {
  const { join } = await relayCluster()
  const host = await join(0, 'ada', 'host')
  const [out, up, stays] = [await join(1, 'out'), await join(2, 'up'), await join(1, 'stays')]
  for (const name of ['out', 'up', 'stays']) await host.waitFor(name)
  const clientOf = (name: string) => host.person(name)?.clientIds ?? []
  host.signals.send('remove', null, { to: clientOf('out') })
  host.signals.send('role', 'viewer', { to: clientOf('up') })
  host.signals.send('lock', true)
  await until(() => out.status.get().state === 'closed')
  expect(out.status.get()).toMatchObject({ code: 4407 })
  await until(() => up.welcome.get()?.identity.role === 'viewer')
  await until(() => stays.rules.get().locked)
  await host.waitGone('out')
})

test('[N2] what happens in a room is told to the hooks of one relay, once', async () => {
  const told: string[] = []
  const { join } = await relayCluster({
    hooks: {
      onUpdate: () => void told.push('update'),
      onLeave: ({ person }) => void told.push(`leave ${person.id}`),
    },
  })
  const [ada, second] = [await join(0, 'ada'), await join(1, 'second')]
  await ada.waitFor('second')
  ada.text.insert(0, 'one')
  await until(() => second.text.length === 3)
  ada.room.leave()
  await second.waitGone('ada')
  await until(() => told.length >= 2)
  expect(told).toEqual(['update', 'leave ada'])
})

test('[N8] what three people write at once on three relays is saved, each update by one of them', async () => {
  const store = sqliteStore(tempFile())
  const { relays, join } = await relayCluster({ store })
  const rooms = [await join(0, 'ada'), await join(1, 'second'), await join(2, 'third')]
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  for (let round = 0; round < 20; round++) {
    for (const room of rooms) room.text.insert(0, 'x')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  for (const room of rooms) await until(() => room.saved.get().state === 'saved')
  for (const room of rooms) await until(() => room.text.length === 60)
  const written = await Promise.all(
    relays.map(({ url }) => metricOf(url, 'homeroom_journal_written_updates_total')),
  )
  expect(written.reduce((sum, count) => sum + count, 0)).toBeLessThan(120)
  const doc = new Y.Doc()
  for (const update of (await store.open(ROOM)).updates) Y.applyUpdate(doc, update)
  expect(doc.getText('text').length).toBe(60)
})
