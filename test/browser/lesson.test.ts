import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import {
  BOTS,
  photographer,
  type School,
  startClass,
  startVisitors,
  type Visitor,
  type Visitors,
} from './lesson-class.ts'

/** One whole lesson, which takes a fifth of it on a machine that does nothing else. */
const LESSON_MS = 400_000

/** The relay waits so long for somebody who is lost before it lets them go, and then some. */
const GONE_MS = 90_000

/** With less motion, which is half of what it costs to draw a class of thirty; the phone has all of it. */
const LAPTOP = { viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' } as const
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const NOTES = '1/2 = 3/6 and 1/3 = 2/6'

interface Lesson {
  readonly teacher: Visitor
  readonly phone: Visitor
  readonly laptop: Visitor
  /** Takes a picture of each page. */
  readonly see: (step: string) => Promise<void>
}

const everyone = ({ teacher, phone, laptop }: Lesson) => [teacher, phone, laptop]

const count = (visitor: Visitor, people: number) =>
  visitor.page.locator('.count').getByText(`${people} people`)

const manage = async ({ teacher }: Lesson, { name }: Visitor) => {
  await teacher.show('People')
  await teacher.button(`Manage ${name}`).click()
}

/** Everyone has a desk by themselves; a host gives somebody another one. */
const takeSeats = async (lesson: Lesson) => {
  const { teacher, phone, laptop, see } = lesson
  for (const pupil of [phone, laptop]) {
    const label = (await pupil.desk(/, your seat$/).getAttribute('aria-label')) ?? ''
    await teacher.desk(label.replace('your seat', pupil.name)).waitFor()
  }
  await manage(lesson, laptop)
  await teacher.page.getByLabel('Move to desk').selectOption({ label: 'Desk 14' })
  await teacher.button('Move').click()
  await laptop.toast('A host has moved you to desk 14.').waitFor()
  await phone.desk('Desk 14, Pupil').waitFor()
  const names = await teacher.people.locator('.name').allInnerTexts()
  expect(names.slice(0, 4)).toEqual(['Teacher', 'Ada', 'Bot 1', 'Bot 2'])
  await see('seats')
}

const raiseHands = async ({ teacher, phone, laptop, see }: Lesson) => {
  await phone.hand.tap()
  await laptop.queue.filter({ hasText: phone.name }).waitFor()
  await teacher.show('People')
  await teacher.button(`Call on ${phone.name}`).click()
  await phone.page.locator('.kit-spotlight').getByText('You are called on.').waitFor()
  await laptop.page.locator('.kit-spotlight').getByText(`${phone.name} is called on.`).waitFor()
  await until(async () => (await phone.hand.getAttribute('aria-pressed')) === 'false', 'the hand is down')
  await laptop.thumb.click()
  await teacher.person(laptop.name).getByRole('img', { name: 'thumbs up' }).waitFor()
  await see('hands')
}

const chat = async ({ teacher, phone, laptop, see }: Lesson) => {
  for (const text of ['Good morning! Page 47, please.', 'The mill, or the river?']) await teacher.say(text)
  await laptop.say('Which page was it?')
  await laptop.say('Something that nobody should read')
  await phone.messages.getByText('Something that nobody should read').waitFor()
  await phone.page.locator('.composer-to select').selectOption('hosts')
  await phone.page.getByLabel('Message to the hosts only').fill('I do not hear you')
  await phone.send.tap()
  const whispered = teacher.messages.getByRole('listitem').filter({ hasText: 'I do not hear you' })
  await whispered.getByText('only for hosts').waitFor()

  const bad = teacher.messages.getByRole('listitem').filter({ hasText: 'nobody should read' })
  await bad.getByRole('button', { name: 'Manage the message of Pupil' }).click()
  await teacher.button('Delete for everyone').click()
  await phone.messages.getByText('Something that nobody should read').waitFor({ state: 'detached' })
  expect(await laptop.messages.getByText('I do not hear you').count()).toBe(0)
  await see('chat')
}

/** The teacher writes on the board, a pupil with the pen draws there, and writes into the notes. */
const useBoard = async (lesson: Lesson) => {
  const { teacher, phone, laptop, see } = lesson
  await teacher.enlarge()
  await teacher.button('Text').click()
  await teacher.press({ x: 0.1, y: 0.2 })
  await teacher.page.mouse.up()
  await teacher.page.keyboard.type('1/2 + 1/3 = ?')
  await teacher.page.keyboard.press('Control+Enter')
  for (const pupil of [phone, laptop]) await pupil.stage.getByText('1/2 + 1/3 = ?').waitFor()

  await manage(lesson, laptop)
  await teacher.button('Give the pen').click()
  await laptop.toast('You have the pen').waitFor()
  // The board is large with it, and the pen in the hand.
  await laptop.button('Pen').and(laptop.page.locator('[aria-pressed="true"]')).waitFor()
  // Nothing else is said of the right that comes with it.
  expect(await laptop.toast('You take part now').count()).toBe(0)
  await laptop.line(0.2, 0.7, 0.6)
  await boardIsThere(everyone(lesson))
  await laptop.text.fill(NOTES)
  await until(async () => (await teacher.text.inputValue()).includes('3/6'), 'the notes are there')
  await see('board')
}

const boardIsThere = async (visitors: readonly Visitor[]) => {
  for (const visitor of visitors) {
    await visitor.stage.getByText('1/2 + 1/3 = ?').waitFor()
    await visitor.hasChalk(0.22, 0.68, 0.6)
  }
}

const check = async ({ teacher, phone, laptop, see }: Lesson) => {
  await teacher.button('Lesson').click()
  await teacher.page.getByLabel('Question').fill('What is 1/2 + 1/3?')
  await teacher.page.getByLabel('A to D').check()
  await teacher.button('Ask').click()
  await phone.button('B').tap()
  await laptop.button('D').click()
  await teacher.page.getByText(/^2 of \d+ answers$/).waitFor()
  await teacher.button('Show the result').click()
  const counts = async ({ page }: Visitor) => (await page.locator('.kit-count').allInnerTexts()).join()
  for (const pupil of [phone, laptop])
    await until(async () => (await counts(pupil)) === '0,1,0,1', 'the result is shown')
  await see('check')
}

const timeAndPick = async ({ teacher, phone, laptop, see }: Lesson) => {
  await teacher.page.locator('.kit-check').getByRole('button', { name: 'End' }).click()
  await teacher.button('Lesson').click()
  await teacher.button('Start 3 minutes').click()
  for (const { page } of [teacher, phone, laptop])
    await until(
      async () => /^[23]:\d\d$/.test((await page.getByRole('timer').textContent()) ?? ''),
      'it runs',
    )
  const called = ({ page }: Visitor) => page.locator('.kit-spotlight .name, .kit-spotlight[data-self="true"]')
  await teacher.page.locator('.kit-spotlight').getByRole('button', { name: 'Done' }).click()
  for (const visitor of [teacher, phone, laptop]) await called(visitor).waitFor({ state: 'detached' })
  await teacher.button('Lesson').click()
  await teacher.button('Pick somebody').click()
  for (const visitor of [teacher, phone, laptop]) await called(visitor).waitFor()
  await see('timer')
}

/** Two pupils lose their network for longer than the relay waits, and are back. */
const cutTheNetwork = async (lesson: Lesson, network: Visitors['network']) => {
  const { teacher, phone, laptop, see } = lesson
  const pupils = [phone, laptop]
  await count(teacher, BOTS + 3).waitFor()
  network.die()
  for (const pupil of pupils) await pupil.state('Offline').waitFor({ timeout: GONE_MS })
  await teacher.say('You two are missed')
  await laptop.say('Written without a network')
  for (const { name } of pupils) await teacher.person(name).waitFor({ state: 'detached', timeout: GONE_MS })
  await count(teacher, BOTS + 1).waitFor()
  await see('cut')
  network.heal()
  for (const pupil of pupils) await pupil.state('Connected').waitFor({ timeout: GONE_MS })
  await count(teacher, BOTS + 3).waitFor()
  for (const pupil of pupils) await pupil.messages.getByText('You two are missed').waitFor()
  await teacher.messages.getByText('Written without a network').waitFor()
}

const seatsOf = async (visitor: Visitor) => {
  const pupils = visitor.desk(/^Desk \d+, (Ada|Pupil)/)
  return (await pupils.evaluateAll((desks) => desks.map((desk) => desk.getAttribute('aria-label')))).join()
}

/** The relay is killed and comes back: everybody is there, and all that was done. */
const killTheRelay = async (lesson: Lesson, again: () => Promise<void>) => {
  const { teacher, phone, see } = lesson
  await until(async () => (await teacher.saved.textContent()) === 'Saved', 'all is saved')
  const messages = () => teacher.messages.locator('.message-text').allInnerTexts()
  const before = { seats: await seatsOf(teacher), messages: await messages() }
  await teacher.button('Follow me').click()
  const led = phone.page.locator('.lead-line').getByText('You follow Teacher')
  await led.waitFor()
  await again()
  for (const visitor of everyone(lesson)) await visitor.state('Connected').waitFor({ timeout: GONE_MS })
  for (const visitor of everyone(lesson)) await count(visitor, BOTS + 3).waitFor({ timeout: GONE_MS })
  await until(async () => (await seatsOf(teacher)) === before.seats, 'they sit where they sat')
  expect(await messages()).toEqual(before.messages)
  await boardIsThere(everyone(lesson))
  await led.waitFor()
  await teacher.page.locator('.lead-line').getByRole('button', { name: 'End' }).click()
  expect(await phone.text.inputValue()).toBe(NOTES)
  await see('killed')
}

/** Nobody comes in without the teacher, and somebody who was removed is let back. */
const guardTheDoor = async (lesson: Lesson, knock: () => Promise<Visitor>) => {
  const { teacher, phone, laptop, see } = lesson
  await teacher.button('Lock the room').click()
  await phone.page.locator('header').getByText('locked').waitFor()
  const late = await knock()
  await late.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  await teacher.button('Waiting (1)').click()
  await teacher.button(`Let ${late.name} in`).click()
  await late.state('Connected').waitFor()
  await teacher.page.keyboard.press('Escape')
  await count(phone, BOTS + 4).waitFor()
  // This page has nothing but what the relay has kept.
  await boardIsThere([late])
  await late.messages.getByText('The mill, or the river?').waitFor()
  await late.desk('Desk 14, Pupil').waitFor()
  expect(await late.text.inputValue()).toBe(NOTES)

  await manage(lesson, laptop)
  await teacher.button('Remove…').click()
  await teacher.button('Remove').click()
  await laptop.page.getByText('A host has removed you.').first().waitFor()
  await teacher.page.getByText('Removed or turned away (1)').click()
  await teacher.button(`Let ${laptop.name} in again`).click()
  await teacher.page.getByText(/^Removed or turned away/).waitFor({ state: 'detached' })
  await laptop.page.reload()
  await laptop.state('Connected').waitFor()
  await teacher.person(laptop.name).waitFor()
  await see('door')
  return late
}

/** In a low window nothing lies on anything else. */
const makeSmall = async ({ teacher, see }: Lesson) => {
  await teacher.page.setViewportSize({ width: 900, height: 620 })
  await teacher.button('Large chalkboard').click()
  await teacher.floor.waitFor()
  await see('small')
  const floor = await teacher.floor.boundingBox()
  const bar = await teacher.page.locator('.bar').boundingBox()
  expect((floor?.y ?? 0) + (floor?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0)
  await teacher.page.setViewportSize(LAPTOP.viewport)
}

const speakGerman = async ({ phone: { page }, see }: Lesson) => {
  await page.getByRole('button', { name: 'Settings' }).tap()
  await page.locator('.language select').selectOption({ label: 'Deutsch' })
  await page.getByRole('dialog', { name: 'Einstellungen' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.state').filter({ hasText: 'Verbunden' }).waitFor()
  await see('german')
}

/** The class has begun: a teacher by the link of hosts, bots, and two by the code. */
const begin = async (school: School, { open, type }: Visitors): Promise<Lesson> => {
  const teacher = await open(`${school.url}/#join=${school.hostCode}`, 'Teacher', LAPTOP)
  await teacher.button('Join the room').click()
  const [phone, laptop] = [await type(school.code, 'Ada', PHONE), await type(school.code, 'Pupil', LAPTOP)]
  const shoot = photographer({ teacher: teacher.page, phone: phone.page, laptop: laptop.page })
  await school.fillWithBots()
  for (const visitor of [teacher, phone, laptop]) await count(visitor, BOTS + 3).waitFor()
  return { teacher, phone, laptop, see: shoot }
}

const TITLE =
  'a lesson: a class of thirty uses all that there is, loses its network and its relay, and goes on'

test(TITLE, { timeout: LESSON_MS }, async () => {
  const school = await startClass()
  const visitors = await startVisitors(school.url)
  const lesson = await begin(school, visitors)
  const looksWell = async () => {
    const { page } = lesson.phone
    // Bots raise their hands at any time: a row that fades in has no colour yet.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const visitor of everyone(lesson)) expect(await violations(visitor.page), visitor.name).toEqual([])
    await page.emulateMedia({ reducedMotion: 'no-preference' })
  }
  await takeSeats(lesson)
  await raiseHands(lesson)
  await chat(lesson)
  await looksWell()
  await useBoard(lesson)
  await check(lesson)
  await looksWell()
  await timeAndPick(lesson)
  await cutTheNetwork(lesson, visitors.network)
  await killTheRelay(lesson, school.again)
  const late = await guardTheDoor(lesson, () => visitors.type(school.code, 'Late', LAPTOP))
  await makeSmall(lesson)
  await speakGerman(lesson)
  await looksWell()
  expect([...everyone(lesson), late].flatMap(({ errors }) => errors)).toEqual([])
})
