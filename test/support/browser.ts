import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestCleanup } from './cleanup.ts'

/** The shell of Chromium has no frame of windows around its pages: each person in a test takes half of the processor time. */
const EXECUTABLES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

const EXECUTABLE = process.env.CHROMIUM ?? EXECUTABLES.find((path) => existsSync(path)) ?? '/usr/bin/chromium'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface TestBrowser {
  /** A page in a context of its own: another person, who shares no storage and no channel with the others. */
  newPerson(options?: BrowserContextOptions): Promise<Page>
}

const launch = (textPx: number) => {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(`There is no Chromium at ${EXECUTABLE}: run npm run setup, or set CHROMIUM to its path.`)
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [...ARGS, `--blink-settings=defaultFontSize=${textPx}`],
  })
}

const TEXT_PX = 16
/** One for all files that a process of the runner takes, which ends it: to start one takes as long as a test. */
let shared: Promise<Browser> | null = null

/**
 * Chromium without a window. `textPx` is the size of text that somebody has set in it: pages measure in it, and their media queries
 * as well; such a one is closed when the file or test that launched it ends.
 */
export const launchBrowser = async ({ textPx = TEXT_PX } = {}): Promise<TestBrowser> => {
  let browser: Browser
  if (textPx === TEXT_PX) {
    if ((await shared)?.isConnected() !== true) shared = launch(textPx)
    browser = (await shared) as Browser
  } else {
    browser = await launch(textPx)
    onTestCleanup(() => browser.close())
  }

  return {
    newPerson: async (options) => {
      const context = await browser.newContext(options)
      onTestCleanup(() => context.close())
      return context.newPage()
    },
  }
}

/**
 * Fails the test if the page throws, or if something in it is against its content security policy; without this a broken page
 * shows only as a wait that never ends.
 */
export const failOnPageErrors = (page: Page): void => {
  // Each once: a page that tries again throws thousands, and the runner reads the source of each frame of each of them.
  const errors = new Set<string>()
  page.on('pageerror', (error) => errors.add(error.stack ?? String(error)))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.add(message.text())
  })
  onTestCleanup(() => {
    if (errors.size > 0) throw new Error(`the page threw: ${[...errors].join('; ')}`)
  })
}
