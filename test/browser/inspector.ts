import type { BrowserContextOptions, Page } from 'playwright-core'
import { failOnPageErrors, type TestBrowser } from '../support/browser.ts'
import type { RunningRelay } from '../support/start-relay.ts'

/** Opens the inspector of a relay, as somebody who has not been there. */
export const visitor =
  (browser: TestBrowser) =>
  async (relay: RunningRelay, options?: BrowserContextOptions, hash = ''): Promise<Page> => {
    const tab = await browser.newPerson(options)
    failOnPageErrors(tab)
    await tab.goto(`${relay.url}/inspect${hash}`)
    return tab
  }

export const signIn = async (tab: Page, credential: string, room = ''): Promise<void> => {
  await tab.getByLabel('Token or secret').fill(credential)
  await tab.getByRole('textbox', { name: 'Room (optional)' }).fill(room)
  await tab.getByRole('button', { name: 'Open' }).click()
}
