import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { failOnPageErrors, type TestBrowser } from '../support/browser.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import type { RunningRelay } from '../support/start-relay.ts'

/** The page as its sources are now. */
export const buildInspector = async (): Promise<string> => {
  const outDir = await mkdtemp(join(tmpdir(), 'homeroom-inspector-'))
  onTestCleanup(() => rm(outDir, { recursive: true, force: true }))
  const root = fileURLToPath(new URL('../../examples/inspector', import.meta.url))
  await build({ root, logLevel: 'error', build: { outDir } })
  return outDir
}

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
  await tab.getByRole('textbox', { name: 'Room (for a host’s token)' }).fill(room)
  await tab.getByRole('button', { name: 'Open' }).click()
}
