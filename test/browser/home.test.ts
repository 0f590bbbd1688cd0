import { expect, test } from 'vitest'
import { violations } from './axe.ts'
import { inRoom, sidewaysScroll, startClassroom } from './classroom.ts'

const { relay, newPage } = await startClassroom()

test('home: a room is opened as a whiteboard and as a document by keyboard, and is remembered until it is forgotten', async () => {
  const page = await newPage({ viewport: { width: 360, height: 740 } })
  const { state } = inRoom(page)
  await page.goto(relay.url)
  await page.locator('#room-name:focus').waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await page.locator('[value="board"]:focus:checked').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Group/7b')
  await page.keyboard.press('Enter')
  await state('Connected').waitFor({ state: 'attached' })
  expect(new URL(page.url()).pathname).toBe('/board/group/7b')

  // The address alone leads to the same room again, below a folder that is not there.
  await page.reload()
  await state('Connected').waitFor({ state: 'attached' })
  await page.getByRole('link', { name: 'Open as document' }).click()
  await page.getByRole('main', { name: 'Document' }).waitFor()
  await state('Connected').waitFor({ state: 'attached' })
  expect(new URL(page.url()).pathname).toBe('/doc/group/7b')
  expect(await sidewaysScroll(page)).toBe(0)

  await page.goto(relay.url)
  const recent = page.getByRole('region', { name: 'Recent in this browser' })
  await recent.getByRole('listitem').nth(1).waitFor()
  expect(await violations(page)).toEqual([])
  expect(await sidewaysScroll(page)).toBe(0)
  await recent.getByRole('button', { name: 'Forget group/7b, Document' }).click()
  await page.reload()
  expect(await recent.getByRole('listitem').count()).toBe(1)
  await recent.getByRole('button', { name: 'Enter group/7b, Whiteboard' }).click()
  await page.getByRole('main', { name: 'Whiteboard' }).waitFor()
})

test('[HT4] the page is there for browsers, and a client that asks about a room of such a name hears of the room', async () => {
  const ask = (path: string, accept: string) => fetch(`${relay.url}${path}`, { headers: { accept } })
  const page = await ask('/doc/school/7b', 'text/html,*/*')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  const script = /src="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  expect((await fetch(new URL(script, page.url))).headers.get('content-type')).toContain('javascript')
  expect((await ask('/doc/school/7b', '*/*')).status).toBe(426)
})
