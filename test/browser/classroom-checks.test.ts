import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lessonOf } from '../../client/lesson.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()
const relay = await startRelay({ page: classroom.folder, secrets: [SECRET] })

const button = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true })

const join = async (
  room: string,
  sub: string,
  role: 'host' | 'member',
  viewport = { width: 1366, height: 768 },
) => classroom.join(room, '', { relay, viewport, token: await token({ sub, name: sub, role }) })

/** A pupil without a page, who answers the check that is there. */
const answering = async (room: string, sub: string, choice: number) => {
  const pupil = clientRoom(relay.wsUrl, room, { token: await token({ sub, name: sub, role: 'member' }) })
  const lesson = lessonOf(pupil.room)
  await until(() => lesson.state.get().check, 'there is a check')
  expect(lesson.answer(choice).ok).toBe(true)
  return lesson
}

const PUPILS = ['Anna', 'Ben', 'Clara', 'David', 'Emil', 'Fatma', 'Gil', 'Hana']

test('check: with all answers open each name can be read, and no button lies over one', async () => {
  const host = await join('checks-list', 'Teacher', 'host')
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  await button(host, 'Ask').click()
  await host.page.locator('.kit-check').waitFor()
  for (const [index, name] of PUPILS.entries()) await answering('checks-list', name, index % 4)
  await button(host, 'Show the result').click()
  await host.page.getByText('8 of 8 answers').click()
  const names = host.page.getByRole('list', { name: 'Answers by person' }).locator('li > bdi:first-child')
  await until(async () => (await names.count()) === PUPILS.length)
  /** Of the list, how many names are seen, and how many of those lie below something else. */
  const seen = () =>
    names.evaluateAll((all) => {
      const list = all[0]?.closest('ul')?.getBoundingClientRect() ?? new DOMRect()
      const hits = all.flatMap((name) => {
        const { left, top, bottom } = name.getBoundingClientRect()
        if (top < list.top - 1 || bottom > list.bottom + 1) return []
        return [document.elementFromPoint(left + 3, (top + bottom) / 2) === name]
      })
      return [hits.length >= 3, hits.every(Boolean)]
    })
  await until(async () => (await seen()).join() === 'true,true', 'the first names can be read')
  await names.last().evaluate((name) => name.closest('ul')?.scrollTo(0, 1_000))
  await until(async () => (await seen()).join() === 'true,true', 'the last ones, too')
  expect(await violations(host.page)).toEqual([])
})

test('check: the marked answer stands in the file of the host, and in that of a pupil who saw it', async () => {
  const [host, ada] = [
    await join('checks-file', 'Teacher', 'host'),
    await join('checks-file', 'Ada', 'member'),
  ]
  await host.person('Ada').waitFor()
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  await host.page.getByLabel('What A to D are').fill('2/5\n5/6')
  await button(host, 'Ask').click()
  await button(ada, 'B: 5/6').click()
  await answering('checks-file', 'علي', 0)
  await button(host, 'Show the result').click()
  await button(host, 'Mark as right: B: 5/6').click()
  await ada.page.locator('.kit-bars li[data-right="true"]').waitFor()
  await button(host, 'Lesson').click()
  await button(host, 'End the lesson…').click()
  const fileOf = async ({ page }: InRoom, press: () => Promise<void>) => {
    const [download] = await Promise.all([page.waitForEvent('download'), press()])
    return readFileSync(await download.path(), 'utf8')
  }
  const named = await fileOf(host, () => button(host, 'End the lesson').click())
  const plain = await fileOf(ada, () =>
    ada.page.getByRole('button', { name: 'Save notes, document' }).click(),
  )
  for (const file of [named, plain]) {
    expect(file).toContain('<p>B: 5/6: 1 ✓ right</p>')
    expect(file).toContain('<p>A: 2/5: 1</p>')
  }
  // A name from right to left turns no line round.
  expect(named).toContain('<p>\u2068علي\u2069: A: 2/5</p>')
})

test('check: yes and no are said in the language of each page; what an older page asked is shown as it is', async () => {
  const [host, ada] = [await join('checks-yes', 'Teacher', 'host'), await join('checks-yes', 'Ada', 'member')]
  await button(ada, 'Settings').click()
  await ada.page.getByLabel('Language').selectOption('ar')
  await ada.page.keyboard.press('Escape')
  await button(host, 'Lesson').click()
  await button(host, 'Ask').click()
  await button(ada, 'نعم').click()
  await host.page.getByText('1 of 1 answer').click()
  await host.page.getByRole('list', { name: 'Answers by person' }).getByText('Yes').waitFor()
  await button(host, 'Show the result').click()
  await ada.page.locator('.kit-bars').getByText('لا', { exact: true }).waitFor()
  await button(host, 'Mark as right: Yes').waitFor()
  const before = clientRoom(relay.wsUrl, 'checks-yes', {
    token: await token({ sub: 'Second', name: 'Second', role: 'host' }),
  })
  await before.connected()
  lessonOf(before.room).ask('', ['Ja', 'Nein'])
  await button(ada, 'Nein').waitFor()
})

test('check: a fifth and a sixth line are E and F, and of more the page says so beside the field', async () => {
  const [host, ada] = [await join('checks-six', 'Teacher', 'host'), await join('checks-six', 'Ada', 'member')]
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  const lines = host.page.getByLabel('What A to D are')
  await lines.fill('1\n2\n3\n4\n5\n6\n7')
  const why = host.page.getByRole('dialog').getByText('A check has 2 to 6 choices')
  await why.waitFor()
  await button(host, 'Ask').click()
  expect(await host.page.getByRole('dialog').count()).toBe(1)
  await lines.fill('1\n2\n3\n4\n5\n6')
  await why.waitFor({ state: 'detached' })
  expect(await violations(host.page)).toEqual([])
  await button(host, 'Ask').click()
  for (const choice of ['E: 5', 'F: 6']) await button(ada, choice).waitFor()
})

test('check: a visible word says what the circles beside a result do, and none looks marked', async () => {
  const [host, ada] = [
    await join('checks-mark', 'Teacher', 'host'),
    await join('checks-mark', 'Ada', 'member'),
  ]
  await button(host, 'Lesson').click()
  await button(host, 'Ask').click()
  await button(host, 'Show the result').click()
  await host.page.getByText('Mark the right answer:').waitFor()
  await ada.page.locator('.kit-bars').waitFor()
  expect(await ada.page.getByText('Mark the right answer:').count()).toBe(0)
  const signs = () => host.page.locator('.kit-right .lucide-check').count()
  expect(await signs()).toBe(0)
  await button(host, 'Mark as right: No').click()
  await until(async () => (await signs()) === 1, 'one is marked')
})
