import { expect, test } from 'vitest'
import { writeItem } from '../../examples/classroom/stage/format.ts'
import type { Point as UnitPoint } from '../../examples/classroom/stage/points.ts'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { changePicture, putPicture } from './board-picture.ts'
import { type JoinOptions, sidewaysScroll, startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role, options: JoinOptions = {}) =>
  onStage(
    await classroom.join(room, '', {
      token: await token({ sub: name, name, role, ttlSeconds: 600 }),
      ...options,
    }),
  )

/** Somebody who draws, with the pen in hand. */
const withPen = async (room: string, name: string, role: Role = 'host', options: JoinOptions = {}) => {
  const someone = await join(room, name, role, options)
  await someone.enlarge()
  await someone.button('Pen').click()
  return someone
}

test('board: others see a stroke while it is drawn and afterwards, and so does somebody who comes later; it is saved as a picture', async () => {
  const teacher = await withPen('grows', 'Teacher')
  const pupil = await join('grows', 'Pupil', 'attendee')
  await teacher.person('Pupil').waitFor()
  await teacher.press({ x: 0.1, y: 0.5 })
  await teacher.draw({ x: 0.4, y: 0.5 })
  await pupil.hasChalk(0.12, 0.38)
  expect(await pupil.contents.allInnerTexts()).toEqual(['Nothing is on the chalkboard.'])
  await teacher.draw({ x: 0.8, y: 0.5 })
  await pupil.hasChalk(0.12, 0.78)
  await teacher.page.mouse.up()
  await pupil.strokes(1)
  await pupil.hasChalk(0.12, 0.78)
  await pupil.page.reload()
  await pupil.strokes(1)
  await pupil.hasChalk(0.12, 0.78)
  const download = teacher.page.waitForEvent('download')
  await teacher.button('Save as picture').click()
  expect((await download).suggestedFilename()).toMatch(/^grows-Chalkboard-\d{4}-\d\d-\d\d\.png$/)
})

test('board: a page over plain http, where a browser has no coalesced events, draws all the same', async () => {
  const teacher = await withPen('plain', 'Teacher')
  await teacher.page.evaluate(() => Reflect.deleteProperty(PointerEvent.prototype, 'getCoalescedEvents'))
  await teacher.line(0.1, 0.9)
  await teacher.strokes(1)
  await teacher.hasChalk(0.12, 0.88)
})

test('board: undo takes back own strokes only, clear and its undo are everybody’s', async () => {
  const teacher = await withPen('undo', 'Teacher')
  const other = await withPen('undo', 'Other')
  await teacher.line(0.1, 0.4, 0.3)
  await other.strokes(1)
  await other.line(0.5, 0.9, 0.3)
  await teacher.strokes(2)
  await teacher.button('Undo').click()
  await teacher.isClean(0.1, 0.4, 0.3)
  await other.isClean(0.1, 0.4, 0.3)
  await other.hasChalk(0.52, 0.88, 0.3)
  expect(await teacher.button('Undo').getAttribute('aria-disabled')).toBe('true')
  await teacher.button('Redo').click()
  await other.strokes(2)
  await other.button('Eraser').click()
  await other.line(0.2, 0.22, 0.3)
  await teacher.strokes(1)
  await teacher.isClean(0.1, 0.4, 0.3)
  await teacher.button('Clear').click()
  await other.stage.getByText('Nothing is on the chalkboard.').waitFor({ state: 'attached' })
  await teacher.button('Undo').click()
  await other.strokes(1)
})

test('board: pupils read, until they have the pen', async () => {
  const teacher = await join('pen', 'Teacher', 'host')
  const pupil = await join('pen', 'Pupil', 'member')
  await pupil.enlarge({ mayDraw: false })
  await pupil.page.getByText('You can see the chalkboard. Hosts draw on it.').waitFor()
  expect(await pupil.page.getByRole('toolbar').count()).toBe(0)
  await pupil.line(0.1, 0.6)
  expect(await pupil.chalk(0.1, 0.6)).toBe(0)

  const room = await classroom.gated.relay.room('pen')
  const { clientId = 0 } = room.presence.get().find(({ state }) => state.name === 'Pupil') ?? {}
  room.claims.give('pen', clientId)
  // It is in their hand, and wipes nothing that the lesson has written.
  await pupil.button('Pen').and(pupil.page.locator('[aria-pressed="true"]')).waitFor()
  await pupil.press({ x: 0.1, y: 0.5 })
  await pupil.draw({ x: 0.6, y: 0.5 })
  await teacher.hasChalk(0.12, 0.58)
  await pupil.page.mouse.up()
  await teacher.strokes(1)
  expect(await pupil.button('Clear').count()).toBe(0)
})

test('board: text, link and picture are put and moved by keys alone, and read as a list', async () => {
  const teacher = await join('keys', 'Teacher', 'host')
  const pupil = await join('keys', 'Pupil', 'attendee')
  const { keyboard } = teacher.page
  await teacher.button('Large chalkboard').focus()
  await keyboard.press('Enter')
  await teacher.page.getByRole('toolbar', { name: 'Drawing tools' }).waitFor()
  await keyboard.press('Tab')
  for (let step = 0; step < 12; step++) await keyboard.press('ArrowRight')
  expect(await teacher.button('Text').evaluate((button) => button === document.activeElement)).toBe(true)
  await keyboard.press('Enter')
  await keyboard.type('a² + b² = c²')
  await teacher.button('Put it on the chalkboard').click()
  const text = pupil.stage.getByText('a² + b² = c²')
  await text.waitFor()
  const before = await text.boundingBox()
  await teacher.button('a² + b² = c²').and(teacher.page.locator(':focus')).waitFor()
  await keyboard.press('Shift+ArrowRight')
  await until(async () => ((await text.boundingBox())?.x ?? 0) > (before?.x ?? 0))
  await keyboard.press('Enter')
  await keyboard.type('Pythagoras')
  await keyboard.press('Control+Enter')
  await pupil.stage.getByText('Pythagoras').waitFor()

  // With a pointer it stands where one presses.
  await teacher.button('Text').click()
  await teacher.press({ x: 0.5, y: 0.7 })
  await teacher.page.mouse.up()
  await keyboard.type('Here')
  await keyboard.press('Control+Enter')
  const here = pupil.stage.getByText('Here')
  await here.waitFor()
  const [area, stood] = [await pupil.board.boundingBox(), await here.boundingBox()]
  if (area === null || stood === null) throw new Error('It is not shown.')
  expect((stood.x - area.x) / area.width).toBeCloseTo(0.5, 1)
  expect((stood.y + stood.height / 2 - area.y) / area.height).toBeCloseTo(0.7, 1)

  // A long one near the corner is wholly on the board of each, which does not move under it; and the field shows all of it.
  const long = 'Write down at least three reasons why a leaf is green. '.repeat(4).trim()
  await teacher.button('Text').click()
  await teacher.press({ x: 0.9, y: 0.9 })
  await teacher.page.mouse.up()
  await keyboard.type(long)
  const field = teacher.page.getByLabel('Text on the chalkboard')
  expect(await field.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
  await teacher.isOnBoard(field)
  await keyboard.press('Control+Enter')
  for (const someone of [teacher, pupil]) await someone.isOnBoard(someone.stage.getByText(long))
  expect(await teacher.board.evaluate(({ scrollTop, scrollLeft }) => [scrollTop, scrollLeft])).toEqual([0, 0])
  // It is moved from where it is seen.
  const seen = await teacher.button(long).boundingBox()
  await keyboard.press('ArrowLeft')
  await until(async () => ((await teacher.button(long).boundingBox())?.x ?? 0) < (seen?.x ?? 0))
  await keyboard.press('Delete')
  await pupil.stage.getByText(long).waitFor({ state: 'detached' })

  await teacher.button('Link').click()
  await teacher.page.getByLabel('Address').fill('javascript:alert(1)')
  await keyboard.press('Enter')
  await teacher.page.getByText('An address begins with https:// or http://.').waitFor()
  await teacher.page.getByLabel('Address').fill('example.org/proof')
  await teacher.page.getByLabel('Title').fill('A proof')
  await keyboard.press('Enter')
  const link = pupil.stage.getByRole('link', { name: 'A proof' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe('https://example.org/proof')

  const picture = await putPicture(teacher, pupil)
  await changePicture(teacher, pupil, link)
  expect(await violations(teacher.page)).toEqual([])
  await pupil.enlarge({ mayDraw: false })
  expect(await violations(pupil.page)).toEqual([])

  await teacher.button('Pythagoras').focus()
  await keyboard.press('Delete')
  await pupil.stage.getByText('Pythagoras').waitFor({ state: 'detached' })
  await teacher.button('Picture: A triangle').focus()
  await teacher.button('Take away').click()
  await picture.waitFor({ state: 'detached' })
  expect(await teacher.button('Move').evaluate((button) => button === document.activeElement)).toBe(true)
})

test('[CM8] board: what two draw without a network is all there when they are back, also by the one who has the pen', async () => {
  const teacher = await withPen('offline', 'Teacher')
  const pupil = await join('offline', 'Pupil', 'attendee')
  await teacher.person('Pupil').getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.button('Give the pen').click()
  await pupil.toast('You have the pen').waitFor()
  // The board is large with it, and the pen in the hand.
  await pupil.button('Pen').and(pupil.page.locator('[aria-pressed="true"]')).waitFor()
  /** Each time that the right to write comes or goes. */
  const changes = await pupil.text.evaluateHandle((area) => {
    const seen: string[] = []
    const look = () => seen.push((area as HTMLTextAreaElement).readOnly ? 'off' : 'on')
    new MutationObserver(look).observe(area, { attributeFilter: ['readonly'] })
    return seen
  })
  for (const { page } of [teacher, pupil]) await page.context().setOffline(true)
  await pupil.state('Offline').waitFor()
  await teacher.line(0.1, 0.4)
  await pupil.line(0.6, 0.9)
  await teacher.hasChalk(0.12, 0.38)
  expect(await teacher.chalk(0.6, 0.9)).toBe(0)
  for (const { page } of [teacher, pupil]) await page.context().setOffline(false)
  for (const someone of [teacher, pupil]) {
    await someone.strokes(2)
    await someone.hasChalk(0.12, 0.38)
    await someone.hasChalk(0.62, 0.88)
  }
  // It came back, and nobody hears that it was gone.
  const heard = await pupil.page.getByRole('log', { name: 'What happens in the room' }).textContent()
  expect(heard).toContain('You have the pen')
  expect(heard).not.toMatch(/no longer|You take part/)
  expect(await changes.jsonValue()).toEqual([])
})

test('[SG7] board: people who follow a host see it large while the host does', async () => {
  const teacher = await join('follow', 'Teacher', 'host')
  const pupil = await join('follow', 'Pupil', 'attendee')
  await teacher.person('Pupil').waitFor()
  const size = (large: boolean) => pupil.page.locator(`.stage[data-size="${large ? 'large' : 'small'}"]`)
  await teacher.enlarge()
  expect(await size(false).count()).toBe(1)
  await teacher.button('Follow me').click()
  await size(true).waitFor()
  await teacher.button('Large chalkboard').click()
  await size(false).waitFor()
  await pupil.enlarge({ mayDraw: false })
  await teacher.button('Large chalkboard').click()
  await pupil.button('Stop following').click()
  await teacher.button('Large chalkboard').click()
  await size(true).waitFor()
})

test('board: on a phone one finger draws with the pen, scrolls without it, and nothing is wider than the page', async () => {
  const phone = await withPen('phone', 'Teacher', 'host', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  const canvas = phone.board.locator('.stage-ink').last()
  const touch = () => canvas.evaluate((element) => getComputedStyle(element).touchAction)
  expect(await touch()).toBe('pinch-zoom')
  await phone.button('Move').click()
  await until(async () => (await touch()) === 'auto')
  expect(await canvas.evaluate((element) => getComputedStyle(element).pointerEvents)).toBe('none')
  expect(await sidewaysScroll(phone.page)).toBe(0)
  // The large board is no smaller than the one in the room.
  expect((await phone.board.boundingBox())?.width).toBe(360)
  for (const button of await phone.stage.getByRole('button').all())
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  expect(await violations(phone.page)).toEqual([])
})

test('board: 500 strokes are drawn once, whatever else stands in the map, and not for each point of the next one', async () => {
  const room = await classroom.gated.relay.room('many')
  await room.transact((doc) => {
    const map = doc.getMap('board')
    for (let n = 0; n < 500; n++) {
      const points: UnitPoint[] = [
        [n * 19, 400 + (n % 40) * 20],
        [n * 19 + 300, 700],
      ]
      const item = { id: `${n}`, at: n, kind: 'stroke', color: 'blue', width: 'thin', points } as const
      map.set(item.id, writeItem(item))
    }
    map.set('number', 7)
    map.set('link', { kind: 'link', at: 1, x: 0, y: 0, url: 'javascript:alert(1)' })
    map.set('bomb', { kind: 'stroke', at: 1, color: 'red', width: 'thin', points: '_'.repeat(100_000) })
  })
  const teacher = await withPen('many', 'Teacher')
  await teacher.strokes(500)
  await teacher.page.evaluate(() => {
    const { fill } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fill = function (this: CanvasRenderingContext2D, path: Path2D) {
      document.body.dataset.fills = `${Number(document.body.dataset.fills ?? 0) + 1}`
      fill.call(this, path)
    } as typeof fill
  })
  await teacher.line(0.1, 0.9, 0.8)
  await teacher.strokes(501)
  await teacher.hasChalk(0.12, 0.88, 0.8)
  const fills = Number(await teacher.page.evaluate(() => document.body.dataset.fills))
  expect(fills).toBeGreaterThan(1)
  expect(fills).toBeLessThan(100)
})
