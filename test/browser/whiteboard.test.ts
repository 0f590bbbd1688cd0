import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { inRoom, partsKept, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const onBoard = (page: Page) => {
  const canvas = page.locator('.excalidraw canvas.interactive')
  return {
    ...inRoom(page),
    canvas,
    tool: (name: string) => page.getByTestId(`toolbar-${name}`),
    /** What is on the board, as a list says it. */
    listed: page.getByRole('region', { name: 'What is on the board' }).getByRole('listitem'),
    /** With the mouse, from a place on the canvas to another one. */
    draw: async (tool: string, from: number, to: number) => {
      await page.getByTestId(`toolbar-${tool}`).click({ force: true })
      const box = await canvas.boundingBox()
      if (box === null) throw new Error('There is no board.')
      await page.mouse.move(box.x + from, box.y + from)
      await page.mouse.down()
      await page.mouse.move(box.x + to, box.y + to, { steps: 6 })
      await page.mouse.up()
    },
  }
}

type Asked = Readonly<Record<string, string>>

const open = async (url: string, asked: Asked, options: BrowserContextOptions = {}) => {
  const page = await classroom.newPage({ viewport: { width: 1280, height: 720 }, ...options })
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(url)) elsewhere.push(request.url())
  })
  await page.goto(`${url}/board/drawn/7b?${new URLSearchParams({ ...asked, autojoin: '1' })}`)
  const board = onBoard(page)
  await board.canvas.waitFor()
  await board.state('Connected').waitFor({ state: 'attached' })
  return { ...board, elsewhere }
}

test('whiteboard: a host draws, a pupil watches until they have the pen, and nothing is asked of another host', async () => {
  const { url } = classroom.gated
  const host = await open(url, { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) })
  const pupil = await open(
    url,
    { token: await token({ sub: 'pupil', name: 'Pupil', role: 'attendee' }) },
    { viewport: { width: 360, height: 740 } },
  )
  await pupil.page.getByText('you need the pen').first().waitFor({ state: 'attached' })
  expect(await pupil.tool('rectangle').count()).toBe(0)
  expect(await sidewaysScroll(pupil.page)).toBe(0)

  await host.draw('rectangle', 320, 420)
  await pupil.page.getByRole('button', { name: 'What is on the board' }).press('Enter')
  await pupil.listed.filter({ hasText: 'Rectangle' }).waitFor()
  await pupil.listed.getByRole('button').press('Enter')
  await pupil.page.getByRole('button', { name: 'Close' }).click()

  await host.page.getByRole('button', { name: 'People' }).click()
  await host.page.getByRole('dialog').getByText('at the whiteboard').first().waitFor()
  await host.page.getByRole('button', { name: /Pupil/ }).click()
  await host.page.getByRole('button', { name: 'Give the pen' }).click()
  await host.page.keyboard.press('Escape')
  await pupil.draw('ellipse', 160, 240)
  await host.page.getByRole('button', { name: 'What is on the board' }).click()
  await host.listed.filter({ hasText: 'Ellipse' }).waitFor()
  expect(host.elsewhere.concat(pupil.elsewhere)).toEqual([])

  // In the class they are among the people, and on no place of its floor.
  const classmate = await classroom.join('drawn/7b', '', { token: await token({ sub: 'ben', name: 'Ben' }) })
  await classmate.person('Pupil').waitFor()
  expect(await classmate.avatar('Pupil').isVisible()).toBe(false)
})

const DRAWN = ['Ellipse', 'Diamond', 'Rectangle']

test('[OF1] whiteboard: it opens without the relay, and a drawing that was made there is there for everyone when it is back', async () => {
  const store = tempFile()
  const relay = await startRelay({ page: classroom.folder, store: sqliteStore(store) })
  const ada = await open(relay.url, { name: 'Ada' }, { serviceWorkers: 'allow' })
  await ada.draw('ellipse', 220, 300)
  await until(async () => (await ada.saved.textContent()) === 'Saved')
  await partsKept(ada.page)
  await relay.close()
  await ada.state('Offline').waitFor()
  await ada.draw('diamond', 320, 420)
  // The fields of the page leave those of the canvas alone: the slider stands where its value is.
  const slider = ada.page.locator('.excalidraw input[type="range"]')
  expect(await slider.evaluate((field) => getComputedStyle(field).paddingInlineEnd)).toBe('0px')
  await ada.page.locator('.saved[data-light="wait"]').waitFor()
  await ada.page.reload()
  await ada.state('Offline').waitFor()
  await ada.draw('rectangle', 420, 480)
  await ada.page.getByRole('button', { name: 'What is on the board' }).click()
  for (const hasText of DRAWN) await ada.listed.filter({ hasText }).waitFor()
  await startRelay({
    page: classroom.folder,
    store: sqliteStore(store),
    port: Number(new URL(relay.url).port),
  })
  await ada.state('Connected').waitFor()
  const ben = await open(relay.url, { name: 'Ben' })
  await ben.page.getByRole('button', { name: 'What is on the board' }).click()
  for (const hasText of DRAWN) await ben.listed.filter({ hasText }).waitFor()
})
