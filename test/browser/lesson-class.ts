// A class of thirty, as a school has it: the real commands, a teacher, bots, and two pupils behind a network that fails.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { inRoom } from './classroom.ts'
import { onStage } from './on-stage.ts'

/** Where the pictures of a lesson go, for people to look at. */
const PICTURES = fileURLToPath(new URL('../../dist/lesson', import.meta.url))

const COMMAND = 'dist/server/bin.js'
const START_MS = 30_000

export const BOTS = 28

/** Chromium itself says so where a network fails, and ours does. */
const OF_NETWORK = /^WebSocket connection to|^Failed to load resource: net::/

/** What a page's console has of errors. */
const errorsOf = (page: Page): readonly string[] => {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !OF_NETWORK.test(message.text())) errors.push(message.text())
  })
  return errors
}

/** The real command, once it has said its links. */
const runClass = async (data: string, port: string) => {
  const command = runNode(COMMAND, ['class', '7b', '--data', data, '--port', port, '--no-open'])
  const [, url = '', hostCode = '', code = ''] = await until(
    () => {
      if (!command.isRunning()) throw new Error(`the class did not start: ${command.stderr()}`)
      return /Host: +(http\S+)\/\?room=\S+#join=([\w-]{22})\n.*code {2}(\d{3}-\d{3}-\d{3})\n/s.exec(
        command.stdout(),
      )
    },
    'the class has begun',
    START_MS,
  )
  return { ...command, url, hostCode, code }
}

/** The command of a class and its bots; `again` kills the class and starts it anew, at the same port with the same data. */
export const startClass = async () => {
  const data = tempFile()
  let running = await runClass(data, '0')
  const { url, hostCode, code } = running
  return {
    ...{ url, hostCode, code },
    fillWithBots: async () => {
      const bots = runNode(COMMAND, ['bots', '--url', url, '--code', code, '--count', `${BOTS}`])
      await until(
        () => bots.stdout().includes(`${BOTS} of ${BOTS} are there`),
        'the bots are there',
        START_MS,
      )
    },
    again: async () => {
      running.kill('SIGKILL')
      await running.exited()
      running = await runClass(data, new URL(url).port)
    },
  }
}

export type School = Awaited<ReturnType<typeof startClass>>

export type Visitor = Awaited<ReturnType<Visitors['open']>>

export type Visitors = Awaited<ReturnType<typeof startVisitors>>

/** A browser for those who come to the class at `url`. */
export const startVisitors = async (url: string) => {
  const browser = await launchBrowser()
  const network = await startFaultProxy(url)
  mkdirSync(PICTURES, { recursive: true })

  const open = async (at: string, name: string, options: BrowserContextOptions) => {
    const page = await browser.newPerson(options)
    failOnPageErrors(page)
    const errors = errorsOf(page)
    await page.goto(at)
    await page.getByLabel('Your name').fill(name)
    return { ...onStage(inRoom(page)), name, errors }
  }
  return {
    network,
    open,
    /** Opens the page through the network that fails, and types the code. */
    type: async (code: string, name: string, options: BrowserContextOptions) => {
      const visitor = await open(network.wsUrl.replace('ws', 'http'), name, options)
      await visitor.page.getByLabel('Room').fill(code)
      await visitor.button('Join the room').click()
      return visitor
    },
  }
}

/** Takes a picture of each page after each step of a lesson. */
export const photographer = (pages: Readonly<Record<string, Page>>) => {
  let count = 0
  return async (step: string): Promise<void> => {
    count += 1
    const number = String(count).padStart(2, '0')
    for (const [name, page] of Object.entries(pages))
      await page.screenshot({ path: join(PICTURES, `${number}-${step}-${name}.png`) })
  }
}
