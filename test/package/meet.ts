import { expect } from 'vitest'
import { joinRoom } from '../../client/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { until } from '../support/until.ts'

const browser = await launchBrowser()

/** Opens a page beside somebody who has written into the room, and waits until each sees the other. */
export const meet = async (address: string, name: string | RegExp, wsUrl: string): Promise<void> => {
  const ada = joinRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  onTestCleanup(() => ada.leave())
  ada.doc.getText('notes').insert(0, 'Good morning')
  const page = await browser.newPerson()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  // In development Next compiles a page when it is asked for.
  await page.goto(address, { timeout: 120_000 })
  await page
    .getByText('Ada')
    .waitFor({ timeout: 60_000 })
    .catch((error: unknown) => {
      throw new AggregateError([error], `the page shows nobody: ${errors.join('; ')}`)
    })
  await page.getByText('Good morning').waitFor()
  await until(() => ada.people.get().some((person) => person.name?.match(name)))
  expect(errors).toEqual([])
}
