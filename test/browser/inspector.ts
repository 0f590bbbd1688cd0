import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
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

/** What axe finds wrong with the page as it looks when nothing moves any more. */
export const violations = async (tab: Page) => {
  await tab.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await new AxeBuilder({ page: tab }).analyze()
  return violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  ])
}
