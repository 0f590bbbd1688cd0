import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, inRoom, type JoinOptions, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role, options: JoinOptions = {}) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }), ...options })

const press = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true }).click()

const open = ({ page }: InRoom, kind: string) => page.getByRole('link', { name: `Open as ${kind}` }).click()

const line = ({ page }: InRoom) => page.locator('.lead-line')

/** The seconds until the page goes by itself. */
const seconds = (visitor: InRoom) => line(visitor).locator('.lead-seconds')

/** Which page of the room this is. */
const isIn = ({ page }: InRoom, kind: 'class' | 'board' | 'doc') =>
  page.locator({ class: '.floor', board: '.excalidraw canvas.interactive', doc: '.document' }[kind]).waitFor()

/** The host asks everyone to follow, and is told that so many do. */
const lead = async (teacher: InRoom, count: number) => {
  await press(teacher, 'Follow me')
  await follow(teacher, count)
}

const follow = (teacher: InRoom, count: number) =>
  line(teacher)
    .getByText(count === 1 ? '1 person follows you.' : `${count} people follow you.`)
    .waitFor()

const wayTo = ({ page }: InRoom, place: string) => page.getByRole('link', { name: `Go to the ${place}` })

test('follow: the page goes where the host goes, and back; one who stays is not taken', async () => {
  const teacher = await join('along', 'Teacher', 'host')
  const ada = await join('along', 'Ada', 'attendee')
  const ben = await join('along', 'Ben', 'attendee')
  await lead(teacher, 2)

  // With letters that are kept nowhere the word stays, for as long as a test takes.
  await ben.message.fill('I am wri')
  await open(teacher, 'whiteboard')
  await line(ben).getByText('Teacher is at the whiteboard. You are taken there.').waitFor()
  expect(await violations(ben.page)).toEqual([])
  await press(ben, 'Stay here')
  await ben.message.fill('')
  await isIn(ada, 'board')
  await line(ada).getByText('You follow Teacher.').waitFor()
  await line(teacher).getByText('1 of 2 is here.').waitFor()
  // The way there is still open.
  await wayTo(ben, 'whiteboard').waitFor()
  await ben.page.getByRole('button', { name: 'Stop following' }).waitFor()
  expect(await seconds(ben).count()).toBe(0)
  // Neither a reload nor a way that one goes oneself undoes what was chosen.
  await ben.page.reload()
  await open(ada, 'class')
  await isIn(ada, 'class')
  for (const each of [ada, ben]) {
    await wayTo(each, 'whiteboard').waitFor()
    expect(await seconds(each).count()).toBe(0)
  }
  await line(teacher).getByText('0 of 2 are here.').waitFor()

  await open(teacher, 'document')
  for (const each of [ada, ben]) await isIn(each, 'doc')
  await follow(teacher, 2)
  await open(teacher, 'class')
  for (const each of [ada, ben]) await isIn(each, 'class')
})

test('follow: on the way to another page all who follow are counted, and the count tells of those who have come', async () => {
  const teacher = await join('count', 'Teacher', 'host')
  const pupils = [await join('count', 'Ada', 'attendee'), await join('count', 'Ben', 'attendee')]
  await lead(teacher, 2)
  // Each text that is there for a frame, from the first of each page on.
  await teacher.page.addInitScript(() => {
    const counts: string[] = []
    Object.assign(window, { counts })
    const look = () => {
      const text = document.querySelector('.lead-count')?.textContent ?? ''
      if (text !== '' && text !== counts.at(-1)) counts.push(text)
      requestAnimationFrame(look)
    }
    look()
  })
  for (const kind of ['whiteboard', 'document', 'class'] as const) {
    await open(teacher, kind)
    for (const each of pupils)
      await isIn(each, kind === 'whiteboard' ? 'board' : kind === 'class' ? kind : 'doc')
    await follow(teacher, 2)
    const counts = await teacher.page.evaluate(() => (window as unknown as { counts: string[] }).counts)
    const all = ['0 of 2 are here.', '1 of 2 is here.', '2 people follow you.']
    // In this order and each once, though one may be too short to be told.
    expect(counts).toEqual(all.filter((text) => counts.includes(text)))
  }
})

test('follow: one who has stopped is not taken, wherever the host and they go, until they are asked anew', async () => {
  const teacher = await join('stopped', 'Teacher', 'host')
  const ada = await join('stopped', 'Ada', 'attendee')
  const cleo = await join('stopped', 'Cleo', 'member')
  await lead(teacher, 2)
  await press(cleo, 'Stop following')
  await follow(teacher, 1)
  const isLeft = async () => {
    await line(cleo).getByText('Everyone is asked to follow Teacher.').waitFor()
    expect(await line(cleo).getByRole('link').count()).toBe(0)
  }
  await open(teacher, 'document')
  await isIn(ada, 'doc')
  await follow(teacher, 1)
  await isLeft()
  await open(cleo, 'whiteboard')
  await isIn(cleo, 'board')
  await isLeft()
  // A host who loads their page anew asks nobody anew.
  await teacher.page.reload()
  await follow(teacher, 1)
  await isLeft()

  await press(cleo, 'Follow')
  await isIn(cleo, 'doc')
  await follow(teacher, 2)
  await press(cleo, 'Stop following')
  await follow(teacher, 1)
  await line(teacher).getByRole('button', { name: 'End' }).click()
  await line(cleo).getByText('Teacher').waitFor({ state: 'detached' })
  await press(teacher, 'Follow me')
  await line(cleo).getByText('You follow Teacher.').waitFor()
})

test('follow: nobody is taken away from letters that are kept nowhere, from a dialog, or with a pen that is down', async () => {
  const teacher = await join('busy', 'Teacher', 'host')
  const ada = await join('busy', 'Ada', 'attendee')
  const ben = await join('busy', 'Ben', 'attendee')
  const cleo = await join('busy', 'Cleo', 'attendee')
  const dora = await join('busy', 'Dora', 'attendee')
  await lead(teacher, 4)
  await ada.message.fill('I am wri')
  await ada.message.blur()
  await press(ben, 'Settings')
  await cleo.page.locator('.floor').hover()
  await cleo.page.mouse.down()
  await open(teacher, 'whiteboard')
  const held = [ada, ben, cleo]
  for (const each of held) await wayTo(each, 'whiteboard').waitFor({ state: 'attached' })
  // She has nothing in her hands.
  await isIn(dora, 'board')
  await line(teacher).getByText('1 of 4 is here.').waitFor()
  for (const each of held) {
    expect(await seconds(each).count()).toBe(0)
    expect(await each.message.count()).toBe(1)
  }
  await ada.page.getByRole('button', { name: 'Stay here' }).waitFor()

  // As soon as they are done, they are taken.
  await ada.say('ting')
  await ben.page.keyboard.press('Escape')
  await cleo.page.mouse.up()
  for (const each of held) await isIn(each, 'board')
  await follow(teacher, 4)
})

test('follow: edits that the relay does not have go first', async () => {
  const context = (await classroom.newPage()).context()
  let isHeld = false
  const held: (() => void)[] = []
  await context.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const pass = () => server.send(message)
      if (isHeld) held.push(pass)
      else pass()
    })
  })
  const teacher = await join('unsent', 'Teacher', 'host')
  const ada = await join('unsent', 'Ada', 'member', { context })
  const ben = await join('unsent', 'Ben', 'attendee')
  await lead(teacher, 2)
  isHeld = true
  await ada.text.fill('Written on the way')
  await ada.text.blur()
  await open(teacher, 'whiteboard')
  await isIn(ben, 'board')
  await line(teacher).getByText('1 of 2 is here.').waitFor()
  await wayTo(ada, 'whiteboard').waitFor()
  expect(await seconds(ada).count()).toBe(0)
  isHeld = false
  for (const pass of held) pass()
  await isIn(ada, 'board')
})

test('follow: each key gives the seconds anew to a person who reads by keyboard, and no second is read out', async () => {
  const teacher = await join('keys', 'Teacher', 'host')
  const ada = await join('keys', 'Ada', 'attendee')
  await press(teacher, 'Follow me')
  await line(ada).getByText('You follow Teacher.').waitFor()
  const { clock } = ada.page
  await clock.install()
  await clock.pauseAt(Date.now() + 10_000)
  /** Some steps of the page's own time, in which it draws, too. */
  const show = (count: string) =>
    until(async () => {
      await clock.runFor(50)
      return (await seconds(ada).allTextContents()).join() === count
    }, `${count} s are left`)
  await open(teacher, 'whiteboard')
  await show('5')
  await show('2')
  await ada.page.keyboard.press('Shift')
  await show('5')
  await show('1')
  await ada.page.keyboard.press('Tab')
  await show('5')
  expect(await seconds(ada).getAttribute('aria-hidden')).toBe('true')
  await clock.resume()
  await isIn(ada, 'board')
})

test('follow: on a phone what is said is one line, and on the whiteboard it is said once', async () => {
  const teacher = await join('line', 'Ms Long-Name of the Seventh Form', 'host', {
    viewport: { width: 390, height: 844 },
  })
  const pupils: InRoom[] = []
  for (const locale of ['en', 'de', 'ar']) {
    const page = await classroom.newPage({ locale, viewport: { width: 360, height: 740 } })
    const access = { token: await token({ sub: locale, name: locale, role: 'attendee' }), autojoin: '1' }
    await page.goto(`${classroom.gated.url}/?${new URLSearchParams({ room: 'line', ...access })}`)
    pupils.push(inRoom(page))
  }
  await teacher.people.nth(pupils.length).waitFor({ state: 'attached' })
  await teacher.show('Room')
  await press(teacher, 'For hosts')
  await press(teacher, 'Follow me')
  const everyone = [teacher, ...pupils]
  const areOneLine = async (what: string) => {
    for (const each of everyone) {
      await line(each).locator('.lead-text').waitFor()
      expect((await line(each).boundingBox())?.height, what).toBeLessThan(60)
      expect(await sidewaysScroll(each.page), what).toBe(0)
    }
  }
  await areOneLine('in the class')
  for (const { page } of pupils) {
    await page.locator('.floor').hover()
    await page.mouse.down()
  }
  await open(teacher, 'document')
  for (const each of pupils) await line(each).locator('.lead-link').waitFor()
  await areOneLine('on the way')
  for (const { page } of pupils) await page.mouse.up()
  for (const each of pupils) await isIn(each, 'doc')
  await open(teacher, 'whiteboard')
  for (const each of everyone) await isIn(each, 'board')
  for (const each of pupils) {
    await until(
      async () => (await each.page.locator('.follow-mode').count()) === 1,
      'they follow on the board',
    )
    expect(await each.page.locator('.follow-mode__badge').isVisible()).toBe(false)
  }
})
