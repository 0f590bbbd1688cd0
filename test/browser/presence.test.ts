import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PresenceRoom } from '../../client/presence.ts'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

declare global {
  interface Window {
    /** What the page `presence` holds. */
    readonly presenceRoom: PresenceRoom
  }
}

const browser = await launchBrowser()
const folder = await buildEditorPages(['presence'])
const pages = await serveFolder(folder)

test('a page without Yjs is in the room, and sees those who write in it', async () => {
  const scripts = readdirSync(join(folder, 'assets')).map((file) =>
    readFileSync(join(folder, 'assets', file), 'utf8'),
  )
  expect(scripts.length).toBeGreaterThan(0)
  // What Yjs warns of where it is loaded twice.
  expect(scripts.some((script) => script.includes('Yjs was already imported'))).toBe(false)

  const { wsUrl } = await startRelay()
  const writer = clientRoom(wsUrl, 'lesson', { presence: { name: 'writer', hand: true } })
  writer.text.insert(0, 'hello')
  const page = await browser.newPerson()
  failOnPageErrors(page)
  await page.goto(`${pages}/presence/?${new URLSearchParams({ server: wsUrl })}`)
  expect(await writer.waitFor('Ada')).toMatchObject({ x: 0.5 })
  const hands = () => page.evaluate(() => window.presenceRoom.hands.get().map(({ name }) => name))
  await until(async () => (await hands()).join() === 'writer', 'the hand is seen')
  await page.evaluate(() => window.presenceRoom.self.set({ hand: true }))
  await until(async () => (await hands()).join() === 'writer,Ada', 'the own hand stands behind it')
  await page.evaluate(() => window.presenceRoom.leave())
  await writer.waitGone('Ada')
})
