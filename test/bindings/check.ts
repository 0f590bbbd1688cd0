import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createLog, createRelay, mintToken, type Relay, Secret, sqliteStore } from '../../server/index.ts'
import type { BindingCase } from './cases.ts'
import type { Binding } from './pages/binding.ts'

/** How a page joins the room. */
export const CLIENTS = ['own', 'stock'] as const
export type Client = (typeof CLIENTS)[number]

/** What was seen of a binding with one client: `yes` or the reason in words. */
export interface Found {
  document: string
  carets: string
  offline: string
  viewer: string
}

interface Setting {
  readonly browser: Browser
  readonly pagesUrl: string
  readonly binding: BindingCase
  readonly client: Client
}

type Role = 'member' | 'viewer'

const SECRET = 'a-secret-of-the-bindings-that-is-long-enough'
const PATIENCE_MS = 20_000
const LOOK_MS = 100

/** Between two keys, and from the click to the first one. */
const KEY_MS = 40
const CARET_MS = 300

/** The time that what must not happen has. */
const QUIET_MS = 1_500

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** True once `look` is; false where it was not in that time. */
const comes = async (look: () => Promise<boolean>): Promise<boolean> => {
  const endMs = Date.now() + PATIENCE_MS
  while (Date.now() < endMs) {
    if (await look().catch(() => false)) return true
    await sleep(LOOK_MS)
  }
  return false
}

/** A relay that can be taken away, and come back at the same address with the same data file. */
const startRelay = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homeroom-bindings-'))
  let relay: Relay
  const listen = async (port: number) => {
    const store = sqliteStore(join(folder, 'rooms.db'))
    relay = createRelay({ store, secrets: [SECRET], log: createLog('silent') })
    return Number(new URL((await relay.listen({ port })).url).port)
  }
  const port = await listen(0)
  return {
    url: `ws://127.0.0.1:${port}`,
    stop: () => relay.close(),
    start: () => listen(port),
    async end() {
      await relay.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Somebody with the binding open. */
class Person {
  readonly #page: Page
  readonly #binding: BindingCase
  /** What the page said on its console, and threw. */
  readonly said: string[] = []

  constructor(page: Page, binding: BindingCase) {
    this.#page = page
    this.#binding = binding
    page.on('console', (message) => this.said.push(message.text()))
    page.on('pageerror', (error) => this.said.push(`threw: ${error.message}`))
  }

  async open(url: string): Promise<void> {
    await this.#page.goto(url)
    await this.#page.waitForFunction(() => 'binding' in window, undefined, { timeout: PATIENCE_MS })
  }

  async reopen(): Promise<void> {
    await this.#page.reload()
    await this.#page.waitForFunction(() => 'binding' in window, undefined, { timeout: PATIENCE_MS })
  }

  text(): Promise<string> {
    return this.#page.evaluate(() => (window as unknown as { binding: Binding }).binding.text())
  }

  carets(): Promise<string[]> {
    return this.#page.evaluate(() => (window as unknown as { binding: Binding }).binding.carets?.() ?? [])
  }

  async write(words: string): Promise<void> {
    const { editable } = this.#binding
    if (editable === undefined) {
      await this.#page.evaluate((text) => {
        ;(window as unknown as { binding: Binding }).binding.write?.(text)
      }, words)
      return
    }
    // An editor that may only be read has nothing to type into.
    await this.#page
      .locator(editable)
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined)
    await this.#page.keyboard.press('Control+End')
    // As people type: an editor that draws the carets of others anew may lose a key of somebody who is faster.
    await sleep(CARET_MS)
    await this.#page.keyboard.type(words, { delay: KEY_MS })
  }

  close(): Promise<void> {
    return this.#page.context().close()
  }
}

/** Checks one binding with one client. */
export const check = async ({ browser, pagesUrl, binding, client }: Setting): Promise<Found> => {
  const relay = await startRelay()
  const people: Person[] = []
  const open = async (name: string, role: Role = 'member'): Promise<Person> => {
    const token = await mintToken(new Secret(SECRET), { sub: name, role, ttlSeconds: 3_600 })
    const person = new Person(await (await browser.newContext()).newPage(), binding)
    people.push(person)
    const query = {
      case: binding.name,
      client,
      server: relay.url,
      room: `binding/${binding.name}`,
      name,
      token,
    }
    await person.open(`${pagesUrl}?${new URLSearchParams(query)}`)
    return person
  }
  const found: Found = { document: '-', carets: '-', offline: '-', viewer: '-' }
  try {
    const ada = await open('Ada')
    await sleep(500)
    const pupil = await open('pupil')
    found.document = await checkDocument(ada, pupil)
    if (found.document !== 'yes') return found
    found.carets = binding.noCarets ?? (await checkCarets(ada, pupil))
    found.viewer = await checkViewer(await open('viewer', 'viewer'), ada, pupil)
    await relay.stop()
    found.offline = await checkOffline(ada, pupil, { keeps: binding.keeps === true, restart: relay.start })
    return found
  } catch (error) {
    return { ...found, document: `no: ${error instanceof Error ? error.message.split('\n')[0] : error}` }
  } finally {
    const threw = people.flatMap(({ said }) => said.filter((line) => line.startsWith('threw')))
    if (threw.length > 0)
      process.stdout.write(`  ${binding.name}, ${client}: ${threw.slice(0, 3).join('; ')}\n`)
    for (const person of people) await person.close()
    await relay.end()
  }
}

const has = (person: Person, words: string) => comes(async () => (await person.text()).includes(words))

const checkDocument = async (ada: Person, pupil: Person): Promise<string> => {
  await ada.write('Hello')
  if (!(await has(pupil, 'Hello')))
    return `no: what one writes does not reach the other ("${await pupil.text()}")`
  await pupil.write(' back')
  if (!(await has(ada, 'Hello back'))) return `no: the answer does not come ("${await ada.text()}")`
  return 'yes'
}

const checkCarets = async (ada: Person, pupil: Person): Promise<string> => {
  const sees = (person: Person, name: string) =>
    comes(async () => (await person.carets()).some((caret) => caret.includes(name)))
  return (await sees(pupil, 'Ada')) && (await sees(ada, 'pupil')) ? 'yes' : 'no: none is drawn'
}

const checkViewer = async (viewer: Person, ada: Person, pupil: Person): Promise<string> => {
  if (!(await has(viewer, 'Hello back'))) return 'no: the document does not come'
  await viewer.write(' never')
  await sleep(QUIET_MS)
  await ada.write(' on')
  if (!(await has(pupil, ' on'))) return 'no: after a viewer’s words nothing comes'
  if ((await pupil.text()).includes('never') || (await ada.text()).includes('never'))
    return 'no: others read what a viewer writes'
  if (!(await viewer.text()).includes('never')) return 'readonly'
  const isTold = viewer.said.some((line) => /You may read this room|room\.saved/.test(line))
  return isTold ? 'not taken, and the console says so' : 'no: not taken, and not told'
}

const checkOffline = async (
  ada: Person,
  pupil: Person,
  { keeps, restart }: { readonly keeps: boolean; readonly restart: () => Promise<unknown> },
): Promise<string> => {
  await sleep(QUIET_MS)
  await ada.write(' offline')
  if (!(await has(ada, 'offline'))) return 'no: nothing can be written without the relay'
  if (keeps) {
    await sleep(QUIET_MS)
    await ada.reopen()
    if (!(await has(ada, 'offline'))) return 'no: a page that is opened again has lost it'
  }
  await pupil.write(' too')
  await restart()
  const arrived = (await has(pupil, 'offline')) && (await has(ada, 'too'))
  if (!arrived) return 'no: it does not arrive'
  return keeps ? 'yes, also in a page that was opened again meanwhile' : 'yes'
}
