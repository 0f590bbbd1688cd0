import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { clientRoom } from '../support/client-room.ts'
import { missingBuiltIns, takeAway } from '../support/floor.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

const browser = await launchBrowser()
const pages = await serveFolder(await buildEditorPages(['floor']))

test('the client and its React bindings need nothing that Chrome 109, Firefox 115 or Safari 16 lack', async () => {
  const { wsUrl } = await startRelay()
  const ben = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ben', x: 0.5, y: 0.5 } })
  await ben.connected()
  const page = await browser.newPerson()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.addInitScript(takeAway, missingBuiltIns())
  await page.goto(`${pages}/floor/?server=${wsUrl}`)
  const shown = async () => JSON.parse((await page.locator('#shown').textContent()) ?? '{}')
  const expected = {
    people: ['Ben B ', 'Zoë Lovelace ZL 👩‍🏫'],
    hands: 1,
    reactions: ['👍'],
    seeded: 'filled',
    drawn: 2,
    state: 'connected',
    color: true,
    offline: 'ready',
  }
  let last: unknown
  await until(async () => {
    last = await shown()
    return JSON.stringify(last) === JSON.stringify(expected)
  }, 'the page shows all of it').catch(() => expect({ last, errors }).toEqual({ last: expected, errors: [] }))
  expect(errors).toEqual([])

  // What was taken away is no empty list.
  const taken: string[] = await page.evaluate('taken')
  for (const name of [
    'Map.groupBy',
    'Promise.withResolvers',
    'Intl.Segmenter',
    'URL.canParse',
    'Array.toSorted',
  ])
    expect(taken).toContain(name)
  expect(taken.length).toBeGreaterThan(100)
})
