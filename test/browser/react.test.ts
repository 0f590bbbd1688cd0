import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

const browser = await launchBrowser()
const pages = await serveFolder(await buildEditorPages(['react']))

const open = async (wsUrl: string, name: string, more: Record<string, string> = {}) => {
  const page = await browser.newPerson()
  failOnPageErrors(page)
  let sockets = 0
  page.on('websocket', () => {
    sockets += 1
  })
  await page.goto(`${pages}/react/?${new URLSearchParams({ server: wsUrl, name, ...more })}`)
  const text = (id: string) => page.locator(`#${id}`).textContent()
  const shows = (id: string, expected: string) =>
    until(async () => (await text(id)) === expected, `#${id} is ${expected}`)
  return { page, text, shows, sockets: () => sockets }
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).click()

test('[RE1] under StrictMode there is one connection, and one person', async () => {
  const { wsUrl } = await startRelay()
  const watcher = clientRoom(wsUrl, 'first', { presence: { name: 'watcher' } })
  await watcher.connected()
  const events: string[] = []
  watcher.people.listen(({ type, person }) => events.push(`${type} ${person.name}`))
  const ada = await open(wsUrl, 'Ada')
  await ada.shows('status', 'connected')
  await ada.shows('names', 'Ada,watcher')
  await watcher.waitFor('Ada')
  await press(ada.page, 'Hand')
  await watcher.waitFor('Ada', ({ hand }) => hand === true)
  expect(ada.sockets()).toBe(1)
  expect(events).toEqual(['joined Ada'])
  await ada.shows('hands', 'Ada')
})

test('[RE2] a selector whose outcome does not change renders nothing again', async () => {
  const { wsUrl } = await startRelay()
  const mover = clientRoom(wsUrl, 'first', { presence: { name: 'mover' }, throttleMs: 0 })
  const ada = await open(wsUrl, 'Ada')
  await ada.shows('count', '1')
  const renders = await ada.text('count-renders')
  for (let i = 1; i <= 20; i++) mover.self.set({ x: i / 20 })
  const late = clientRoom(wsUrl, 'first', { presence: { name: 'zoe' } })
  await late.connected()
  await ada.shows('names', 'Ada,mover,zoe')
  await ada.shows('count', '2')
  // StrictMode calls a component twice for each render.
  expect(Number(await ada.text('count-renders')) - Number(renders)).toBeLessThanOrEqual(2)
})

test('[RE3] another room, or an unmount, leaves the first one', async () => {
  const { wsUrl } = await startRelay()
  const first = clientRoom(wsUrl, 'first', { presence: { name: 'watcher' } })
  const second = clientRoom(wsUrl, 'second', { presence: { name: 'watcher' } })
  const ada = await open(wsUrl, 'Ada')
  await first.waitFor('Ada')
  await press(ada.page, 'Change room')
  await first.waitGone('Ada')
  await second.waitFor('Ada')
  await press(ada.page, 'Unmount')
  await second.waitGone('Ada')
  expect(ada.sockets()).toBe(2)
})

test.each([
  ['a URL', 'ftp://127.0.0.1', 'first', 'The URL of a relay begins with ws: or wss:'],
  ['a room', 'ws://127.0.0.1:1', 'no room', 'TypeError: '],
])(
  '[RE4] [X63] %s that is not valid is thrown to the error boundary, and to nobody else',
  async (_what, url, room, said) => {
    const ada = await open(url, 'Ada', { room })
    await until(async () => (await ada.page.locator('#error').count()) === 1, 'the boundary shows an error')
    expect(await ada.text('error')).toContain(said)
    expect(ada.sockets()).toBe(0)
  },
)

test('[SG11] [SG12] hooks of signals, reactions and rules', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const jwt = await token({ sub: 'host', name: 'host', role: 'host' })
  const host = clientRoom(wsUrl, 'first', { token: jwt, presence: { x: 0 } })
  await host.connected()
  const ada = await open(wsUrl, 'Ada')
  await ada.shows('names', 'Ada,host')
  host.room.signals.send('bell')
  let heard = ''
  for (const number of [1, 2, 3]) {
    host.room.signals.send('poll', number)
    // By the listener of the render before, which knows what was heard until then.
    heard += `${number} of host `
    await ada.shows('heard', heard)
  }
  host.room.signals.send('lock', true)
  await ada.shows('locked', 'true')
  await press(ada.page, 'React')
  await ada.shows('reactions', '1 × 👍')
  host.room.reactions.send('👍')
  await ada.shows('reactions', '2 × 👍')
  await ada.shows('reactions', '')
})

test('C11 a page that is loaded again and again is one person', async () => {
  const { wsUrl } = await startRelay()
  const watcher = clientRoom(wsUrl, 'first', { presence: { name: 'watcher' } })
  const ada = await open(wsUrl, 'Ada')
  await watcher.waitFor('Ada')
  for (let i = 0; i < 10; i++) await ada.page.reload()
  await ada.shows('status', 'connected')
  await until(() => watcher.people.get().filter(({ name }) => name === 'Ada').length === 1)
  expect(watcher.people.get().map(({ name, status }) => [name, status])).toContainEqual(['Ada', 'here'])
})

test('[RE1] [EP4] a copy that is dropped: the room is joined again as it is now, once', async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  const relay = await startRelay({ store })
  const ada = await open(relay.wsUrl, 'Ada', { offline: '' })
  await ada.shows('saved', 'saved 0')
  await press(ada.page, 'Write')
  await ada.shows('saved', 'saved 0')
  const before = await ada.text('room')
  await relay.close()
  await ada.shows('status', 'disconnected')
  await press(ada.page, 'Write')
  await ada.shows('saved', 'local 1')
  await store.replace('first', '11111111-2222-4333-8444-555555555555', null)
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  await ada.shows('status', 'room-reset')
  await press(ada.page, 'Drop')
  await ada.shows('status', 'connected')
  await ada.shows('saved', 'saved 0')
  expect(await ada.text('room')).not.toBe(before)
})
