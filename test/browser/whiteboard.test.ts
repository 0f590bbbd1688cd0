import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { colorOf } from '../../client/draw.ts'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { joinLinks } from '../support/join-links.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { inRoom, partsKept, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const onBoard = (page: Page) => {
  const canvas = page.locator('.excalidraw canvas.interactive')
  return {
    ...inRoom(page),
    canvas,
    tool: (name: string) => page.getByTestId(`toolbar-${name}`),
    /** What is on the board, as a list says it. */
    listed: page.getByRole('region', { name: 'What is on the whiteboard' }).getByRole('listitem'),
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
  // One who is in the class of the room stands at a place there, and not on the board.
  await classroom.join('drawn/7b', '', {
    token: await token({ sub: 'cleo', name: 'Cleo', role: 'attendee' }),
  })
  const host = await open(url, { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) })
  const pupil = await open(
    url,
    { token: await token({ sub: 'pupil', name: 'Pupil', role: 'attendee' }) },
    { viewport: { width: 360, height: 740 } },
  )
  // What they may do stands where nothing covers it.
  const note = pupil.page.locator('main').getByText('to draw you need the pen')
  await until(() =>
    note.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const at = (x: number, y: number) => document.elementsFromPoint(left + width * x, top + height * y)
      // It lets presses through, and so is not in the list itself.
      return [at(0.5, 0.1), at(0.1, 0.5), at(0.9, 0.5), at(0.5, 0.9)].every(([first]) =>
        first?.matches('canvas'),
      )
    }),
  )
  expect(await pupil.tool('rectangle').count()).toBe(0)
  expect(await sidewaysScroll(pupil.page)).toBe(0)

  await host.draw('rectangle', 320, 420)
  await pupil.page.getByRole('button', { name: 'What is on the whiteboard' }).press('Enter')
  await pupil.listed.filter({ hasText: 'Rectangle' }).waitFor()
  await pupil.listed.getByRole('button').press('Enter')
  await pupil.page.getByRole('button', { name: 'Close' }).click()

  // Escape leaves the field for links, and the keys are the board's again.
  await host.page.keyboard.press('Control+k')
  await host.page.locator('.excalidraw-hyperlinkContainer-input').waitFor()
  await host.page.keyboard.press('Escape')
  await until(async () => {
    await host.page.keyboard.press('o')
    return host.tool('ellipse').isChecked()
  })

  await host.page.getByRole('button', { name: 'People' }).click()
  await host.page.getByRole('dialog').getByText('at the whiteboard').first().waitFor()
  await host.page.getByRole('button', { name: /Pupil/ }).click()
  await host.page.getByRole('button', { name: 'Give the pen' }).click()
  await host.page.keyboard.press('Escape')
  await pupil.draw('ellipse', 160, 240)
  await host.page.getByRole('button', { name: 'What is on the whiteboard' }).click()
  await host.listed.filter({ hasText: 'Ellipse' }).waitFor()
  // A person has the same colour in the list and at their pointer.
  const pointer = host.page.locator('.homeroom-pointers').getByText('Pupil')
  await until(async () => {
    const { onLight } = colorOf('id:pupil')
    return onLight === (await pointer.evaluate((label) => (label as HTMLElement).style.background))
  })
  expect(await host.page.locator('.homeroom-pointers').getByText('Cleo').count()).toBe(0)
  for (const { page } of [host, pupil]) expect(await violations(page)).toEqual([])
  expect(host.elsewhere.concat(pupil.elsewhere)).toEqual([])

  // In the class they are among the people, and on no place of its floor.
  const classmate = await classroom.join('drawn/7b', '', { token: await token({ sub: 'ben', name: 'Ben' }) })
  await classmate.person('Pupil').waitFor()
  expect(await classmate.avatar('Pupil').isVisible()).toBe(false)

  // Following somebody who is elsewhere leads there.
  await host.page.getByRole('button', { name: 'Follow me' }).click()
  await pupil.page.getByText('You follow').waitFor()
  expect(await pupil.page.getByRole('link', { name: 'Go to the whiteboard' }).count()).toBe(0)
  await onBoard(classmate.page).canvas.waitFor()
  await classmate.page.getByText('You follow').waitFor()
  await host.page.getByRole('link', { name: 'Open as document' }).click()
  for (const { page } of [pupil, classmate]) await page.locator('.document').waitFor()
})

test('[VE1] whiteboard: versions stand beside the drawing, which goes on', async () => {
  const { url, wsUrl } = classroom.gated
  const access = { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) }
  const host = await open(url, access)
  const asked = clientRoom(wsUrl, 'drawn/7b', access)
  await asked.connected()
  /** The types of what is on the board, as the document has it. */
  const types = () =>
    [...asked.room.doc.getMap<{ type: string; isDeleted?: boolean }>('elements').values()].flatMap(
      ({ type, isDeleted }) => (isDeleted ? [] : type),
    )
  await host.draw('line', 500, 560)
  await until(() => types().includes('line'))
  await host.page.getByRole('button', { name: 'Settings' }).click()
  await host.page.getByRole('button', { name: 'Show' }).click()
  const versions = host.page.getByRole('region', { name: 'Versions' })
  await versions.getByRole('textbox').fill('Beside')
  await versions.getByRole('button', { name: 'Keep', exact: true }).click()
  await versions.getByText('It is kept.').waitFor()
  expect(await violations(host.page)).toEqual([])
  await host.draw('diamond', 240, 300)
  await until(() => types().includes('diamond'))
  await versions.getByRole('button', { name: 'Go back: Beside' }).click()
  await versions.getByRole('button', { name: 'Yes, go back' }).click()
  await until(() => !types().includes('diamond') && types().includes('line'))
  await versions.getByRole('button', { name: 'Close' }).press('Escape')
  await versions.waitFor({ state: 'detached' })
  expect(await host.page.evaluate(() => document.activeElement?.classList.contains('excalidraw'))).toBe(true)
})

test('whiteboard: a phone joins by a code below a path, one finger draws or moves the board, and two zoom it', async () => {
  const { url, wsUrl } = await startRelay({ page: classroom.folder, secrets: [SECRET], path: '/rooms' })
  const { code } = await joinLinks(url, 'drawn').make({ role: 'member' })
  const page = await classroom.newPage({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  const enter = async (kind: string) => {
    await page.goto(`${url}/${kind}/#join=${code}`)
    await page.getByLabel('Your name').fill('Pupil')
    await page.getByRole('button', { name: 'Join' }).tap()
  }
  await enter('board')
  const board = onBoard(page)
  await board.canvas.waitFor()
  await board.state('Connected').waitFor({ state: 'attached' })
  expect(new URL(page.url()).pathname).toBe('/rooms/board/drawn')
  expect(await sidewaysScroll(page)).toBe(0)

  const host = clientRoom(wsUrl, 'drawn', { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) })
  /** What the phone sees of the board: left, top, right, bottom. */
  const seen = () => (host.person('Pupil') as { readonly exView?: readonly number[] } | undefined)?.exView
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: readonly number[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: at.map((x, id) => ({ x, y: 400, id })) })
  const slide = async (from: readonly number[], to: readonly number[]) => {
    await touch('touchStart', ...from)
    for (const share of [0.25, 0.5, 0.75, 1])
      await touch('touchMove', ...from.map((x, id) => x + ((to[id] ?? x) - x) * share))
    await touch('touchEnd')
  }
  await board.tool('freedraw').locator('..').tap()
  await slide([120], [240])
  const elements = host.room.doc.getMap('elements')
  await until(() => elements.size === 1)
  const [left = 0, , right = 0] = await until(seen)
  // A tap that comes while Excalidraw ends the stroke is not taken.
  await until(async () => {
    await board.tool('hand').locator('..').tap()
    return board.canvas.evaluate(({ style }) => style.cursor === 'grab')
  })
  await slide([120], [200])
  await until(() => Number(seen()?.[0]) < left - 40)
  await slide([150, 210], [90, 270])
  await until(() => Number(seen()?.[2]) - Number(seen()?.[0]) < (right - left) * 0.8)
  expect(elements.size).toBe(1)
  expect(await violations(page)).toEqual([])

  await enter('doc')
  await page.getByRole('textbox', { name: 'Text' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/rooms/doc/drawn')
})

test('[KT10] whiteboard: a lesson goes on at it, and its end is not undone by a reload', async () => {
  const { url } = classroom.gated
  const host = await open(url, { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) })
  const asked = { token: await token({ sub: 'pupil', name: 'Pupil', role: 'attendee' }) }
  const pupil = await open(url, asked, { viewport: { width: 360, height: 740 } })
  const button = ({ page }: { page: Page }, name: string) => page.getByRole('button', { name, exact: true })
  await pupil.hand.click()
  await button(host, 'Next: Pupil').click()
  await pupil.page.getByText('You are called on.').first().waitFor()
  await button(host, 'Lesson').click()
  await button(host, 'Start 3 minutes').click()
  await pupil.page.getByRole('timer').waitFor()
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  await button(host, 'Ask').click()
  await button(pupil, 'B').click()
  await until(async () => (await host.page.locator('.kit-count').allInnerTexts()).join() === '0,1,0,0')
  expect([await sidewaysScroll(pupil.page), await violations(pupil.page)]).toEqual([0, []])

  await button(pupil, 'Chat').click()
  await pupil.page.getByLabel('Message to everyone').fill('Which page was it?')
  await pupil.page.keyboard.press('Enter')
  await button(host, 'Chat: 1 new message').click()
  await host.page.getByRole('list', { name: 'Messages' }).getByText('Which page was it?').waitFor()
  // It stands beside the drawing, and not over it.
  const [drawing, side] = [host.canvas, host.page.locator('.chat-side')]
  await until(async () => {
    const [at, beside] = [await drawing.boundingBox(), await side.boundingBox()]
    return (at?.x ?? 0) + (at?.width ?? 0) <= (beside?.x ?? 0)
  }, 'the chat is beside it')
  for (const { page } of [host, pupil]) expect(await violations(page)).toEqual([])
  await host.page.keyboard.press('Escape')
  expect(await button(host, 'Chat').evaluate((chat) => chat === document.activeElement)).toBe(true)

  await host.draw('rectangle', 200, 260)
  await button(host, 'Lesson').click()
  await button(host, 'End the lesson…').click()
  const saved = host.page.waitForEvent('download')
  await button(host, 'End the lesson').click()
  expect(readFileSync(await (await saved).path(), 'utf8')).toMatch(
    /<h2>Whiteboard<\/h2><img src="data:image\/png;base64,[^"]{300,}.*Which page was it\?/s,
  )
  const over = pupil.page.getByRole('dialog', { name: 'The lesson is over.' })
  await over.waitFor()
  await pupil.state('Left').waitFor({ state: 'attached' })
  await pupil.page.reload()
  await over.waitFor()
  await pupil.state('Left').waitFor({ state: 'attached' })
  for (const { page } of [host, pupil]) expect(await violations(page)).toEqual([])
  await button(host, 'Begin the next one').click()
  await button(pupil, 'Come in again').click()
  await pupil.state('Connected').waitFor({ state: 'attached' })
  expect(await over.count()).toBe(0)
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
  await ada.page.getByRole('button', { name: 'What is on the whiteboard' }).click()
  for (const hasText of DRAWN) await ada.listed.filter({ hasText }).waitFor()
  await startRelay({
    page: classroom.folder,
    store: sqliteStore(store),
    port: Number(new URL(relay.url).port),
  })
  await ada.state('Connected').waitFor()
  const ben = await open(relay.url, { name: 'Ben' })
  await ben.page.getByRole('button', { name: 'What is on the whiteboard' }).click()
  for (const hasText of DRAWN) await ben.listed.filter({ hasText }).waitFor()
})
