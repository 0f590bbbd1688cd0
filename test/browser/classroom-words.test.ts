import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { violations } from './axe.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const direction = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])

const choose = async (page: Page, name: string): Promise<void> => {
  await page.locator('.language select').selectOption({ label: name })
}

/** What is wider than its place; the name of a room may be cut. */
const cutOff = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, h2, legend, label, .setting, .summary, .line')]
      .filter((element) => element.checkVisibility() && !element.closest('.plane, .unseen'))
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .map(({ outerHTML }) => outerHTML.slice(0, 120)),
  )

test('words: the language is first that of the browser, then the one that was chosen, in the lobby and in the room', async () => {
  const page = await classroom.newPage({ locale: 'de-CH' })
  let sockets = 0
  page.on('websocket', () => {
    sockets += 1
  })
  await page.goto(`${classroom.relay.url}/?room=words&name=Ada`)
  await page.getByRole('button', { name: 'In den Raum gehen' }).waitFor()
  expect(await direction(page)).toEqual(['de', 'ltr'])
  await choose(page, 'Français')
  await page.getByRole('button', { name: 'Entrer dans la salle' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Entrer dans la salle' }).click()
  await page.locator('.state').filter({ hasText: 'Connecté' }).waitFor()

  await page.getByRole('button', { name: 'Réglages' }).click()
  await choose(page, 'Español')
  await page.getByRole('dialog', { name: 'Ajustes' }).waitFor()
  await page.locator('.count').filter({ hasText: '1 persona' }).waitFor()
  // The words alone have changed: nobody has left the room for it.
  expect(sockets).toBe(1)
})

test('words: a language that cannot be loaded says so, and the page stays as it is', async () => {
  const page = await classroom.newPage()
  await page.goto(classroom.relay.url)
  await page.route(/assets\/de-/, (route) => route.abort())
  await choose(page, 'Deutsch')
  await page.getByRole('alert').filter({ hasText: 'This language could not be loaded.' }).waitFor()
  expect(await direction(page)).toEqual(['en', 'ltr'])
  await page.getByRole('button', { name: 'Join the room' }).waitFor()
})

/** Looks at each part of the room, as its tabs show one at a time. */
const inEachTab = async (page: Page, look: () => Promise<void>): Promise<void> => {
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await look()
  }
}

/** A lesson as its host and a pupil have it, with people in it. */
const lesson = async (room: string, options: BrowserContextOptions) => {
  const open = async (sub: string, role: string) => {
    const page = await classroom.newPage({ reducedMotion: 'reduce', ...options })
    const pass = await token({ sub, name: sub, role })
    await page.goto(`${classroom.gated.url}/?${new URLSearchParams({ room, token: pass, autojoin: '1' })}`)
    await page.locator('.state[data-state="connected"]').waitFor()
    return page
  }
  const teacher = await open('Teacher', 'host')
  const pupil = await open('Pupil', 'attendee')
  await pupil.locator('.hand-button').click()
  await teacher.locator('.queue li').first().waitFor({ state: 'attached' })
  return { teacher, pupil }
}

test('words: Arabic goes from right to left, reads well to axe, and does not scroll sideways at 360 pixels', async () => {
  const options = { locale: 'ar', viewport: { width: 360, height: 740 } }
  const lobby = await classroom.newPage(options)
  await lobby.goto(`${classroom.relay.url}/?room=words`)
  await lobby.getByRole('button', { name: 'ادخل الغرفة' }).waitFor()
  expect(await direction(lobby)).toEqual(['ar', 'rtl'])
  expect(await sidewaysScroll(lobby)).toBe(0)
  expect(await violations(lobby)).toEqual([])

  const { teacher, pupil } = await lesson('arabic', options)
  for (const page of [teacher, pupil]) {
    expect(await violations(page)).toEqual([])
    await inEachTab(page, async () => expect(await sidewaysScroll(page)).toBe(0))
  }
  await teacher.getByRole('tab').first().click()
  await teacher.locator('.count').filter({ hasText: 'شخصان' }).waitFor()
  // What is where in the room is the same for everybody.
  const [first, second] = await teacher
    .locator('.desk')
    .evaluateAll((desks) => desks.slice(0, 2).map((desk) => desk.getBoundingClientRect().left))
  expect(first).toBeLessThan(second ?? 0)
})

test.each([390, 1024])('words: German, which is long, fits at %i pixels', async (width) => {
  const options = { locale: 'de', viewport: { width, height: 800 } }
  const lobby = await classroom.newPage(options)
  await lobby.goto(classroom.relay.url)
  await lobby.getByRole('button', { name: 'In den Raum gehen' }).waitFor()
  const { teacher, pupil } = await lesson(`german-${width}`, options)
  expect(await cutOff(lobby)).toEqual([])
  for (const page of [teacher, pupil])
    await inEachTab(page, async () => {
      expect(await sidewaysScroll(page)).toBe(0)
      expect(await cutOff(page)).toEqual([])
    })
  await teacher.getByRole('button', { name: 'Einstellungen' }).click()
  await teacher.getByRole('dialog', { name: 'Einstellungen' }).waitFor()
  expect(await cutOff(teacher)).toEqual([])
})
