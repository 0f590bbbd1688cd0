import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { writeItem } from '../../examples/classroom/stage/format.ts'
import { launchBrowser } from '../support/browser.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { inRoom, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

/** How many of these can be read whole, without scrolling. */
const wholeInView = (locator: Locator): Promise<number> =>
  locator.evaluateAll(
    (elements) =>
      elements.filter((element) => {
        const { left, top, bottom } = element.getBoundingClientRect()
        const isSeen = (y: number) => {
          const shown = document.elementFromPoint(left + 6, y)
          return shown !== null && (element.contains(shown) || shown.contains(element))
        }
        const list = element.parentElement?.getBoundingClientRect()
        const isInList = list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1
        return isInList && bottom <= innerHeight && isSeen(top + 2) && isSeen(bottom - 2)
      }).length,
  )

/** How many pairs of names on the floor lie on one another. */
const pilesOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const names = [...document.querySelectorAll('.avatar .tag, .desk-label')].filter(
      (name) => getComputedStyle(name).visibility === 'visible' && name.getClientRects().length > 0,
    )
    const boxes = names.map((name) => name.getBoundingClientRect())
    const isOver = (a: DOMRect, b: DOMRect) =>
      a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
    return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => isOver(a, b))).length
  })

test('layout: with 30 people and 6 hands a host sees 8 people and 4 messages, and reaches every hand', async () => {
  const room = 'thirty'
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const teacher = await classroom.join(room, '', { token: host, reducedMotion: 'reduce' })
  for (let i = 1; i <= 29; i++) {
    const name = i === 3 ? `Pupil 3 ${'w'.repeat(200)}` : `Pupil ${i}`
    stockClient(classroom.gated.wsUrl, room, {
      params: { token: await token({ sub: `pupil-${i}`, name }) },
      state: { hand: i <= 6, x: (i % 6) / 6, y: i / 30 },
    })
  }
  await teacher.page.getByText('30 people').waitFor()
  await until(async () => (await teacher.queue.count()) === 6, 'six hands are up')
  const question =
    'Which page are we on? I cannot find the picture with the mill, nor the one with the river.'
  for (let i = 0; i < 6; i++) await teacher.say(i % 2 === 0 ? question : 'Page 47')

  for (const size of [
    { width: 1366, height: 768 },
    { width: 1024, height: 768 },
  ]) {
    await teacher.page.setViewportSize(size)
    expect(await wholeInView(teacher.messages.getByRole('listitem'))).toBeGreaterThanOrEqual(4)
    expect(await wholeInView(teacher.people)).toBeGreaterThanOrEqual(8)
    const lower = teacher.page.getByRole('button', { name: /^Lower the hand of/ })
    expect(await wholeInView(teacher.queue.filter({ has: lower }))).toBe(6)
    expect(await teacher.page.getByRole('tab', { name: 'People' }).textContent()).toMatch(/^People306/)
  }
  await until(async () => (await pilesOf(teacher.page)) === 0, 'no name lies on another')
  await teacher.page.getByRole('button', { name: 'Next: Pupil 1' }).click()
  await until(async () => (await teacher.queue.count()) === 5, 'the first hand is down')
})

test('[CR1][CR3] crowd: a page says how many there are, and shows some: the person who is managed or called on stays, others take turns', async () => {
  const room = 'lecture'
  const relay = await startRelay({ page: classroom.folder, secrets: [SECRET], anonymous: 'join', crowd: 10 })
  const pupils = Array.from({ length: 30 }, (_, n) =>
    stockClient(relay.wsUrl, room, { state: { name: `Pupil ${n + 1}`, x: 0.5, y: (n + 1) / 31 } }),
  )
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const teacher = await classroom.join(room, '', { relay, token: host, reducedMotion: 'reduce' })
  const ada = await classroom.join(room, 'Ada', { relay, reducedMotion: 'reduce' })
  for (const { page } of [teacher, ada]) {
    await page.getByText('32 people').first().waitFor()
    await page.getByText(/^32 people, \d+ shown$/).waitFor()
    await until(async () => (await page.locator('.goer').count()) > 0, 'somebody has gone out of sight')
  }
  expect(await teacher.people.count()).toBeLessThan(20)

  await teacher.page.getByRole('searchbox', { name: 'Find by name' }).fill(' pupil 17')
  await teacher.page.getByRole('button', { name: 'Find', exact: true }).click()
  await teacher.page.getByText('1 person found').waitFor()
  const found = teacher.page.getByRole('list', { name: 'People found' })
  await found.getByRole('button', { name: 'Manage Pupil 17' }).click()
  expect(await violations(teacher.page)).toEqual([])
  await teacher.page.getByRole('button', { name: 'Call on Pupil 17' }).click()
  const lit = ada.page.locator('.avatar[data-called="true"]')
  await lit.waitFor()
  expect(await violations(ada.page)).toEqual([])
  // The others take turns meanwhile.
  const others = new Set(await ada.people.locator('.name').allInnerTexts())
  await until(async () => {
    const now = await ada.people.locator('.name').allInnerTexts()
    for (const name of now) others.add(name)
    expect(now).toContain('Pupil 17')
    return others.size > 24
  }, 'most have been shown')

  for (const pupil of pupils) pupil.provider.destroy()
  await ada.page.getByText(/ shown$/).waitFor({ state: 'detached' })
  await ada.person('Teacher').waitFor()
})

test('layout: what stands on the board is read from where a class sits, and nothing that is pressed is out of view', async () => {
  const room = await classroom.gated.relay.room('read-it')
  const line = {
    id: '1',
    at: 1,
    kind: 'text',
    x: 600,
    y: 700,
    text: 'Page 47',
    color: 'white',
    width: 'thin',
  } as const
  await room.transact((doc) => doc.getMap('board').set(line.id, writeItem(line)))
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const { page } = await classroom.join('read-it', '', { token: host, reducedMotion: 'reduce' })
  const text = page.locator('.stage-text')
  await text.waitFor()
  const boxOf = async (selector: string) => {
    const box = await page.locator(selector).boundingBox()
    if (box === null) throw new Error(`${selector} is not shown.`)
    return box
  }
  // The last is a window of 1366 by 768 at 200 %.
  for (const [width, height, least] of [
    [1366, 768, 22],
    [900, 620, 16],
    [390, 844, 15],
    [360, 640, 14],
    [683, 384, 14],
  ] as const) {
    await page.setViewportSize({ width, height })
    const size = await text.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    expect(size, `at ${width} by ${height}`).toBeGreaterThanOrEqual(least)
    const [board, floor, bar, tabs] = await Promise.all(
      ['.stage-board', '.floor', '.bar', '.tabs'].map(boxOf),
    )
    // Whole, and beside one another.
    expect(
      Math.max(...[board, floor, bar, tabs].map((box) => (box?.y ?? 0) + (box?.height ?? height + 1))),
    ).toBeLessThanOrEqual(height)
    expect(bar?.height, `one row at ${width}`).toBeLessThan(64)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(height)
  }
})

/** The controls of a page that are cut off at a side, or lie on another one. */
const inTheWay = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        '.room :is(button, a, h1, .summary), .lobby :is(button, a, input, select, h1)',
      ),
    ]
    const shown = all.filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        one.closest('.unseen, .excalidraw, .skip, .floor, .tools') === null,
    )
    const boxes = shown.map(
      (one) => [one.title || one.className || one.tagName, one.getBoundingClientRect()] as const,
    )
    return boxes.flatMap(([name, a], index) => [
      ...(a.left < -1 || a.right > innerWidth + 1 ? [`${name} is cut off`] : []),
      ...boxes
        .slice(index + 1)
        .filter(
          ([, b]) =>
            a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2,
        )
        .map(([other]) => `${name} and ${other}`),
    ])
  })

test('layout: with letters of 200 % on a phone the room’s name and state are read, and nothing lies on another, on each kind of page', async () => {
  const large = await launchBrowser({ textPx: 32 })
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const page = await large.newPerson({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' })
  for (const path of ['/?', '/?room=large-text&', '/board/large-text?', '/doc/large-text?']) {
    await page.goto(`${classroom.gated.url}${path}token=${host}&autojoin=1`)
    await page.locator(path === '/?' ? '.lobby' : '.state[data-state="connected"]').waitFor()
    if (path !== '/?')
      for (const part of ['.titles h1', '.summary']) {
        const read = page.locator(part)
        expect(
          await read.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
          path,
        ).toBeLessThanOrEqual(0)
        expect((await read.boundingBox())?.width).toBeGreaterThan(300)
      }
    await until(async () => (await inTheWay(page)).length === 0, `nothing is in the way at ${path}`).catch(
      async (error) => {
        throw new Error(`${error}: ${await inTheWay(page)}`)
      },
    )
    expect(await sidewaysScroll(page), path).toBe(0)
  }
})

test('layout: tabs are a tab list, whose arrow keys lead from each to the next; on a phone the room is one', async () => {
  const ada = await classroom.join('tabs-keys', 'Ada')
  const chosen = () => ada.page.getByRole('tab', { selected: true }).textContent()
  const panel = (name: string) => ada.page.getByRole('tabpanel', { name })
  await ada.page.getByRole('tab', { name: 'People' }).focus()
  await ada.page.keyboard.press('ArrowRight')
  expect(await chosen()).toBe('Chat')
  await panel('Chat').waitFor()
  await ada.page.keyboard.press('End')
  await panel('Notes').waitFor()
  await ada.page.keyboard.press('ArrowRight')
  await panel('People').waitFor()
  expect(await ada.page.getByRole('tabpanel').count()).toBe(1)

  await ada.page.setViewportSize({ width: 390, height: 844 })
  await ada.page.getByRole('tab', { name: 'Room' }).click()
  // On the board its name stands beside the links to the same room as something else.
  const [name, document] = ['.stage-name', '.stage .kind-links a >> nth=-1'].map((part) =>
    ada.page.locator(part).boundingBox(),
  )
  const { x = 0, width = 0 } = (await document) ?? {}
  expect((await name)?.x).toBeGreaterThanOrEqual(x + width)
  await ada.desk('Desk 2, free').click()
  await ada.desk('Desk 2, your seat').waitFor()
  await ada.page.getByRole('tab', { name: 'Chat' }).click()
  await panel('Chat').waitFor()
  // What lies below the sheet is out of reach, and the hand is not.
  await ada.page.locator('.place[inert]').waitFor()
  await ada.hand.click()
})

test('layout: Back leads to the lobby and Forward into the room; a name is changed in the room, and kept', async () => {
  const page = await classroom.newPage()
  await page.goto(`${classroom.relay.url}/?room=back`)
  await page.getByLabel('Your name').fill('x'.repeat(65))
  await page.getByText('A name has at most 64 characters').waitFor()
  await page.getByLabel('Your name').fill('Ada')
  await page.keyboard.press('Enter')
  const ada = inRoom(page)
  const ben = await classroom.join('back', 'Pupil')
  await ben.person('Ada').waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Join' }).waitFor()
  await ben.person('Ada').waitFor({ state: 'detached' })
  await page.goForward()
  await ben.person('Ada').waitFor()

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada L.')
  await page.keyboard.press('Enter')
  await ben.person('Ada L.').waitFor()
  await page.reload()
  await ada.person('Ada L.').waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada L.')
})

test('layout: single keys act, but not while somebody writes, and not once they are off; links skip the header', async () => {
  const ada = await classroom.join('keys', 'Ada')
  const { page } = ada
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await page.keyboard.press('h')
  await ada.queue.filter({ hasText: 'Ada' }).waitFor()
  await page.keyboard.press('1')
  await ada.reactions.filter({ hasText: '👍' }).waitFor()
  await page.keyboard.press('c')
  expect(await focused()).toBe('Message to everyone')
  await page.keyboard.type('hc1?')
  expect(await ada.message.inputValue()).toBe('hc1?')
  expect(await ada.hand.getAttribute('aria-pressed')).toBe('true')

  await page.getByRole('heading', { name: 'keys' }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await focused()).toBe('Room')
  await page.keyboard.press('?')
  await page.getByRole('switch', { name: 'Single keys do this while you do not write' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('h')
  await page.keyboard.press('?')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(await ada.hand.getAttribute('aria-pressed')).toBe('true')
})
