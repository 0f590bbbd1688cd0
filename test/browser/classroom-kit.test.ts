import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()
const relay = await startRelay({ page: classroom.folder, secrets: [SECRET], attendance: 30 })

const ON_BOARD = { kind: 'text', at: 1, x: 600, y: 700, text: 'Page 47', color: 'white', width: 'thin' }

const button = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true })

const clock = async ({ page }: InRoom) => (await page.getByRole('timer').textContent()) ?? ''

/** The text of the file that a press saves. */
const savedBy = async ({ page }: InRoom, press: () => Promise<void>) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  return readFileSync(await download.path(), 'utf8')
}

/** A host and two pupils of a room. */
const lesson = async (room: string) => {
  const join = async (sub: string, role: 'host' | 'member') =>
    classroom.join(room, '', { relay, token: await token({ sub, name: sub, role }) })
  const [host, ada, other] = await Promise.all([
    join('Teacher', 'host'),
    join('Ada', 'member'),
    join('Neighbour', 'member'),
  ])
  for (const name of ['Ada', 'Neighbour']) await host.person(name).waitFor()
  const open = () => button(host, 'Lesson').click()
  return { host, ada, other, open }
}

test('check: pupils choose, the host sees it at once, and everyone when it is shown', async () => {
  const { host, ada, other, open } = await lesson('kit-check')
  const places = () =>
    ada.page.evaluate(() =>
      ['.stage', '.floor', '.bar', '.side'].map((part) => {
        const { x, y, width, height } = document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect()
        return [x, y, width, height].map(Math.round).join()
      }),
    )
  const before = await places()
  await open()
  await button(host, 'Start 3 minutes').click()
  await open()
  await host.page.getByLabel('Question').fill('What is 6 × 7?')
  await host.page.getByLabel('A to D').check()
  await button(host, 'Ask').click()
  // It came where a finger may have been: it takes no press at first, and nothing else has moved.
  await ada.page.locator('.kit-check:not([inert])').waitFor()
  await ada.page.getByRole('timer').waitFor()
  expect(await places()).toEqual(before)
  // What a class works with is there as well when the board is all that it sees.
  await button(ada, 'Large chalkboard').click()
  await button(ada, 'Full screen').click()
  await until(() => ada.page.evaluate(() => document.fullscreenElement !== null), 'it is full')
  for (const part of [ada.page.getByRole('timer'), ada.hand]) await part.click({ trial: true })
  expect(await violations(ada.page)).toEqual([])
  await button(ada, 'B').click()
  await button(ada, 'Large chalkboard').click()
  await until(async () => (await button(ada, 'B').getAttribute('aria-pressed')) === 'true')
  await button(other, 'D').click()
  await host.page.getByText('2 of 2 answers').click()
  const answers = host.page.getByRole('list', { name: 'Answers by person' }).getByRole('listitem')
  await until(
    async () =>
      (await answers.allInnerTexts()).map((text) => text.split(/\s+/).join()).join(' ') ===
      'Ada,B Neighbour,D',
  )
  const counts = async ({ page }: InRoom) => (await page.locator('.kit-count').allInnerTexts()).join()
  expect([await counts(host), await counts(ada)]).toEqual(['0,1,0,1', ''])
  await host.page.getByText('The class does not see the result yet. All answers go into the file').waitFor()
  expect(await violations(host.page)).toEqual([])
  await button(host, 'Show the result').click()
  for (const each of [ada, other]) await until(async () => (await counts(each)) === '0,1,0,1', 'it is shown')
  expect(await violations(ada.page)).toEqual([])
  await host.page.getByText('The class sees the result.').waitFor()
  await button(host, 'End').click()
  await ada.page.locator('.kit-check').waitFor({ state: 'detached' })
  // What was chosen is in the file of the lesson: by names for the host, in numbers for the class.
  await open()
  await button(host, 'End the lesson…').click()
  expect(await host.page.getByLabel('With the answers of each person').isChecked()).toBe(true)
  const named = await savedBy(host, () => button(host, 'End the lesson').click())
  for (const part of ['What is 6 × 7?', 'B: 1', 'Ada: B', 'Neighbour: D']) expect(named).toContain(part)
  const save = ada.page.getByRole('button', { name: 'Save notes, document' })
  const plain = await savedBy(ada, () => save.click())
  expect(plain).toContain('B: 1')
  expect(plain).not.toContain('Ada: B')
  await button(host, 'Begin the next one').click()
  await open()
  await button(host, 'End the lesson…').click()
  expect(await savedBy(host, () => button(host, 'End the lesson').click())).not.toContain('B: 1')
})

test('timer and call: on every screen; the hand of the person is down, and the title counts hands', async () => {
  const { host, ada, other, open } = await lesson('kit-timer')
  await open()
  await button(host, 'Start 3 minutes').click()
  for (const each of [host, ada, other])
    await until(async () => /^(3:00|2:5\d)$/.test(await clock(each)), 'it runs')
  await button(host, 'Pause').click()
  await ada.page.locator('.kit-timer').getByText('paused').waitFor()
  await button(host, '1 min more').click()
  await until(async () => /^(4:00|3:5\d)$/.test(await clock(ada)), 'it has more')
  await ada.hand.click()
  await until(async () => (await host.page.title()).startsWith('(1) ✋ '), 'the title says so')
  await button(host, 'Next: Ada').click()
  await ada.page.locator('.kit-spotlight').getByText('You are called on.').waitFor()
  await other.page.locator('.kit-spotlight').getByText('Ada is called on.').waitFor()
  await until(async () => (await ada.hand.getAttribute('aria-pressed')) === 'false', 'her hand is down')
  await until(async () => !(await host.page.title()).includes('✋'), 'the title is as before')
  expect(await violations(ada.page)).toEqual([])
  await ada.page.setViewportSize({ width: 360, height: 640 })
  expect(await sidewaysScroll(ada.page)).toBe(0)
})

/** The width of the ring around a person, on the floor and in the list of people, and whether it moves. */
const ringOf = ({ page }: InRoom) =>
  page.evaluate(() => {
    const ring = (selector: string, pseudo: string) => {
      const found = [...document.querySelectorAll(selector)].find((each) => each.checkVisibility())
      if (found === undefined) return 'none'
      const { borderTopWidth, animationName } = getComputedStyle(found, pseudo)
      return `${borderTopWidth} ${animationName}`
    }
    const onFloor = ':is(.avatar[data-called="true"] .body, .desk[data-called="true"] .chair)'
    return [ring(onFloor, '::before'), ring('.person[data-called="true"] .token', '::after')]
  })

test('call: from the dialog of a person, who is lit on the floor and in the list of people; without motion the ring stands still', async () => {
  const { host, ada, other } = await lesson('kit-call')
  for (const { page } of [ada, other]) await page.getByRole('tab', { name: 'People' }).click()
  await ada.page.emulateMedia({ reducedMotion: 'no-preference' })
  await button(host, 'Manage Ada').click()
  await button(host, 'Call on Ada').click()
  await host.page.getByRole('dialog').waitFor({ state: 'detached' })
  for (const each of [host, ada, other]) await each.person('Ada').filter({ hasText: 'called on' }).waitFor()
  expect(await ringOf(ada)).toEqual(['4px call', '3px call'])
  expect(await ringOf(other)).toEqual(['4px none', '3px none'])
  for (const each of [host, ada]) expect(await violations(each.page)).toEqual([])
  await button(host, 'Done').click()
  await until(async () => (await ringOf(other)).join() === 'none,none', 'nobody is lit')
})

test('attendance is saved as CSV; a pick by chance takes nobody twice; the end of a lesson lowers, unlocks, clears, and saves what was written', async () => {
  const { host, ada, open } = await lesson('kit-end')
  const saved = (press: () => Promise<void>) => savedBy(host, press)
  await open()
  const csv = await saved(() => button(host, 'Save as CSV').click())
  expect(csv).toMatch(/^\uFEFFName,Day,From,.*\r\nAda,.*\r\nNeighbour,.*\r\nTeacher,/u)
  const picked: (string | null)[] = []
  for (let turn = 0; turn < 2; turn++) {
    if (turn > 0) {
      // The tab remembers, also through a reload.
      await host.page.reload()
      await host.person('Ada').waitFor()
      await open()
    }
    await button(host, 'Pick somebody').click()
    const called = host.page.locator('.kit-spotlight .name')
    await until(async () => (await called.textContent()) !== picked.at(-1), 'somebody else is called')
    picked.push(await called.textContent())
  }
  expect(picked.toSorted()).toEqual(['Ada', 'Neighbour'])
  await open()
  await button(host, 'Start 1 minute').click()
  await ada.page.getByRole('timer').waitFor()
  await ada.hand.click()
  await until(async () => (await host.page.title()).startsWith('(1)'))
  await host.text.fill('A text of the lesson')
  const room = await relay.relay.room('kit-end')
  await room.transact((doc) => doc.getMap('board').set('1', ON_BOARD))
  for (const name of ['Follow me', 'Mute reactions']) await button(host, name).click()
  await ada.page.getByText('You follow').waitFor()
  await open()
  expect(await violations(host.page)).toEqual([])
  await button(host, 'End the lesson…').click()
  const leaves = host.page.getByLabel('Everyone but the hosts leaves the room')
  expect(await leaves.isChecked()).toBe(true)
  await leaves.uncheck()
  const file = await saved(() => button(host, 'End the lesson').click())
  expect(file).toContain('A text of the lesson')
  expect(file).not.toContain('columns')
  expect(file).toMatch(/<img src="data:image\/png;base64,[^"]{1000}/)
  // Everyone is told, and may stay, keep it, or go.
  const over = ada.page.getByRole('dialog', { name: 'The lesson is over.' })
  await over.waitFor()
  expect(await violations(ada.page)).toEqual([])
  const [own] = await Promise.all([
    ada.page.waitForEvent('download'),
    over.getByRole('button', { name: 'Save notes, document, boards' }).click(),
  ])
  expect(own.suggestedFilename()).toMatch(/^kit-end-\d{4}-\d\d-\d\d\.html$/)
  await over.getByRole('button', { name: 'Stay here' }).click()
  expect(await host.page.getByRole('dialog').count()).toBe(0)
  await ada.page.locator('.kit-timer').waitFor({ state: 'detached' })
  await until(async () => (await ada.hand.getAttribute('aria-pressed')) === 'false', 'hands are down')
  await ada.page.getByText('You follow').waitFor({ state: 'detached' })
  await until(async () => (await button(host, 'Mute reactions').getAttribute('aria-pressed')) === 'false')

  // Nobody is left alone in the room unless the host wants it; what they have of it can still be kept.
  await open()
  await button(host, 'End the lesson…').click()
  await button(host, 'End the lesson').click()
  for (const name of ['Ada', 'Neighbour']) await host.person(name).waitFor({ state: 'detached' })
  await over.waitFor()
  await ada.page.keyboard.press('Escape')
  const [kept] = await Promise.all([
    ada.page.waitForEvent('download'),
    over.getByRole('button', { name: 'Save notes, document, boards' }).click(),
  ])
  expect(readFileSync(await kept.path(), 'utf8')).toContain('A text of the lesson')
  await over.getByRole('button', { name: 'Leave' }).click()
  await ada.page.getByRole('button', { name: 'Join the room' }).waitFor()
})

test('the end of a lesson is said once for what it takes back, and hides no order that comes behind it', async () => {
  const { host, open } = await lesson('kit-behind')
  const second = await classroom.join('kit-behind', '', {
    relay,
    token: await token({ sub: 'Second', name: 'Second', role: 'host' }),
  })
  await button(host, 'Mute reactions').click()
  await host.toast('Reactions are muted.').waitFor()
  await open()
  await button(host, 'End the lesson…').click()
  await button(host, 'End the lesson').click()
  await host.toast('The lesson is over.').waitFor()
  await second.toast('Reactions are on again.').waitFor()
  await button(second, 'Lock the room').click()
  await host.toast('The room is locked').waitFor()
  expect(await host.toast('Reactions are on again.').count()).toBe(0)
  await button(second, 'Unlock the room').click()
  await host.toast('The room is open again.').waitFor()
})

/** What a toast lies over at each of some widths; where there is no toast, that. */
const underToasts = async ({ page }: InRoom, what: string) => {
  const found: string[] = []
  for (const width of [1440, 1100, 1024, 900, 844, 390, 360, 1366]) {
    await page.setViewportSize({ width, height: 720 })
    const hit = await page.evaluate(async (parts) => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const toast = document.querySelector('.toast:not([hidden])')?.getBoundingClientRect()
      const isUnder = ({ left, right, top, bottom }: DOMRect) =>
        toast && toast.left < right && left < toast.right && toast.top < bottom && top < toast.bottom
      if (toast === undefined) return 'no toast'
      return [...document.querySelectorAll(parts)]
        .filter((part) => isUnder(part.getBoundingClientRect()))
        .map(({ className }) => className)
        .join()
    }, what)
    if (hit !== '') found.push(`${hit} at ${width}`)
  }
  return found
}

test('toasts lie over no timer and no call, on screens of any width and in either direction', async () => {
  const { host, ada, open } = await lesson('kit-toasts')
  /** What lies below the news of an order, for its host and a pupil. */
  const under = (order: string) => {
    const found = [host, ada].map(async (person) => {
      await person.page.locator('.toast[data-kind="room"]:not([hidden])').waitFor()
      return underToasts(person, '.kit-timer, .kit-spotlight, header button')
    })
    return Promise.all([button(host, order).click(), ...found])
  }
  await open()
  await button(host, 'Start 10 minutes').click()
  await ada.page.locator('.kit-timer').waitFor()
  expect(await under('Lock the room')).toEqual([undefined, [], []])
  await button(host, 'Pause').click()
  await ada.hand.click()
  await button(host, 'Next: Ada').click()
  await ada.page.locator('.kit-spotlight').waitFor()
  await button(ada, 'Settings').click()
  await ada.page.getByLabel('Language').selectOption('ar')
  await ada.page.locator('.toast').first().waitFor({ state: 'detached' })
  await ada.page.keyboard.press('Escape')
  expect(await under('Mute reactions')).toEqual([undefined, [], []])
})

test('check: letters have the texts that were typed for them, and a pupil reads which answer is theirs', async () => {
  const { host, ada, open } = await lesson('kit-letters')
  await open()
  await host.page.getByLabel('A to D').check()
  await host.page.getByLabel('What A to D are').fill('36\n42')
  await button(host, 'Ask').click()
  await button(ada, 'C').waitFor()
  await button(ada, 'B: 42').click()
  await button(host, 'Show the result').click()
  await ada.page.locator('.kit-bars').getByText('B: 42 your answer').waitFor()
})
