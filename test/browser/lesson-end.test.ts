import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }) })

const button = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true })

const askToEnd = async (host: InRoom) => {
  await button(host, 'Lesson').click()
  await button(host, 'End the lesson…').click()
}

const endSaved = async (host: InRoom) => {
  await askToEnd(host)
  const [download] = await Promise.all([
    host.page.waitForEvent('download'),
    button(host, 'End the lesson').click(),
  ])
  return readFileSync(await download.path(), 'utf8')
}

test('lesson: what was answered can be saved when it is over, and until the next one begins', async () => {
  const [host, ada] = [
    await join('end-answers', 'Teacher', 'host'),
    await join('end-answers', 'Ada', 'member'),
  ]
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  await button(host, 'Ask').click()
  await button(ada, 'B').click()
  await host.page.getByText('1 of 1 answer').waitFor()
  await askToEnd(host)
  await host.page.getByLabel('Save notes, document').uncheck()
  await button(host, 'End the lesson').click()
  await button(host, 'Begin the next one').waitFor()
  for (let time = 0; time < 2; time++) expect(await endSaved(host)).toContain('Ada: B')
  await button(host, 'Begin the next one').click()
  expect(await endSaved(host)).not.toContain('Ada: B')
})

test('lesson: nobody who leaves with its end is told that the room is open', async () => {
  const [host, ada] = [await join('end-locked', 'Teacher', 'host'), await join('end-locked', 'Ada', 'member')]
  await ada.page.evaluate(() => {
    const told: string[] = []
    Object.assign(window, { told })
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll('.toast')) told.push(textContent ?? '')
    }).observe(document.body, { childList: true, subtree: true })
  })
  await button(host, 'Lock the room').click()
  await ada.toast('The room is locked').waitFor()
  await askToEnd(host)
  await button(host, 'End the lesson').click()
  await ada.page.getByText('You have left the room with everyone else.').waitFor()
  await button(host, 'Lock the room').waitFor()
  const told = await ada.page.evaluate(() => (window as unknown as { told: string[] }).told)
  expect(told.some((text) => text.includes('The room is locked'))).toBe(true)
  expect(told.filter((text) => text.includes('open again'))).toEqual([])
})

test('lesson: a pick by chance takes somebody who has not got the turn', async () => {
  const [host, ada] = [await join('end-pick', 'Teacher', 'host'), await join('end-pick', 'Ada', 'member')]
  await join('end-pick', 'Ben', 'member')
  const called = host.page.locator('.kit-spotlight .name')
  for (let time = 0; time < 4; time++) {
    await ada.hand.click()
    await button(host, 'Next: Ada').click()
    await until(async () => (await called.textContent()) === 'Ada', 'Ada has the turn')
    await button(host, 'Lesson').click()
    await button(host, 'Pick somebody').click()
    await until(async () => (await called.textContent()) === 'Ben', 'Ben has the turn')
    // As in the next lesson.
    await host.page.evaluate(() => sessionStorage.removeItem('picked:end-pick'))
  }
})
