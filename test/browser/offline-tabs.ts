import type { BrowserContext, Page } from 'playwright-core'
import * as Y from 'yjs'
import type { OfflineState, Room, warnUnsaved } from '../../client/index.ts'
import { sqliteStore } from '../../server/index.ts'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

declare global {
  interface Window {
    /** What the page `offline` holds. */
    readonly homeroom: { readonly room: Room; readonly warnUnsaved: typeof warnUnsaved }
    /** What it holds instead where it joins no room. */
    keepAsBefore(words: readonly string[], epoch: string): Promise<void>
  }
}

const NEXT = '11111111-2222-4333-8444-555555555555'

/** A relay that can go away and come back, with its store. */
export const startSite = async () => {
  const store = keptOpen(sqliteStore(tempFile()))
  let relay = await startRelay({ store })
  const { wsUrl, url } = relay
  return {
    wsUrl,
    away: () => relay.close(),
    async back() {
      relay = await startRelay({ store, port: Number(new URL(url).port) })
    },
    /** The room is another one when the relay is back. */
    async replace(text: string) {
      const doc = new Y.Doc()
      doc.getText('text').insert(0, text)
      await store.replace('lesson', NEXT, Y.encodeStateAsUpdate(doc))
    },
    /** What those see who are elsewhere. */
    elsewhere: () => clientRoom(wsUrl, 'lesson').text,
  }
}

type Site = Awaited<ReturnType<typeof startSite>>

export interface TabOptions {
  /** Whether the room keeps a copy. */
  readonly offline?: boolean
  /** What the page finds changed of the browser. */
  readonly init?: () => void
}

/** Chromium and the page of the offline room. */
export const startOffline = async () => {
  const browser = await launchBrowser()
  const pages = await serveFolder(await buildEditorPages(['offline']))

  const newBrowser = async (): Promise<BrowserContext> => (await browser.newPerson()).context()

  /** A tab in the room `lesson`, in somebody's browser. */
  const openTab = async (
    context: BrowserContext,
    { wsUrl }: Site,
    { offline = true, init }: TabOptions = {},
  ) => {
    const page = await context.newPage()
    failOnPageErrors(page)
    if (init !== undefined) await page.addInitScript(init)
    await page.goto(`${pages}/offline/?${new URLSearchParams({ server: wsUrl, offline: `${offline}` })}`)
    const tab = actions(page)
    await until(async () => (await tab.offline()) !== 'loading', 'the copy is loaded or will never be')
    return tab
  }

  return {
    newBrowser,
    openTab,

    /** A tab in a room whose copy is kept. */
    async keptTab() {
      const [site, context] = [await startSite(), await newBrowser()]
      const tab = await openTab(context, site)
      await tab.is('connected')
      await tab.write(0, 'a')
      await tab.isSaved()
      await tab.keeps('ready')
      return { site, context, tab }
    },

    /** Has an earlier version of the client keep a copy of the room, made of these words. */
    async keepAsBefore(context: BrowserContext, { wsUrl }: Site, words: readonly string[], epoch = '') {
      const page = await context.newPage()
      failOnPageErrors(page)
      await page.goto(`${pages}/offline/?${new URLSearchParams({ server: wsUrl, join: 'false' })}`)
      await page.waitForFunction(() => 'keepAsBefore' in window)
      await page.evaluate(([words, epoch]) => window.keepAsBefore(words, epoch), [words, epoch] as const)
      await page.close()
    },
  }
}

const actions = (page: Page) => {
  const text = () => page.evaluate(() => window.homeroom.room.doc.getText('text').toString())
  const state = () => page.evaluate(() => window.homeroom.room.status.get().state)
  const saved = () => page.evaluate(() => window.homeroom.room.saved.get())
  return {
    page,
    text,
    state,
    saved,
    offline: () => page.evaluate(() => window.homeroom.room.offline.get().state),
    offlineState: () => page.evaluate(() => window.homeroom.room.offline.get()),
    keeps: (expected: OfflineState['state']) =>
      until(
        () => page.evaluate((state) => window.homeroom.room.offline.get().state === state, expected),
        `the copy is ${expected}`,
      ),
    write: (at: number, text: string) =>
      page.evaluate(([at, text]) => window.homeroom.room.doc.getText('text').insert(at, text), [
        at,
        text,
      ] as const),
    push: () => page.evaluate(() => window.homeroom.room.copy.push()),
    drop: () => page.evaluate(() => window.homeroom.room.copy.drop()),
    shows: (expected: string) => until(async () => (await text()) === expected, `the tab shows ${expected}`),
    is: (expected: string) => until(async () => (await state()) === expected, `the tab is ${expected}`),
    /** From now on the page asks before it closes where it has to; gives what ends that. */
    warn: () => page.evaluateHandle(() => window.homeroom.warnUnsaved(window.homeroom.room)),
    wouldAsk: () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))),
    isSaved: () => until(async () => (await saved()).state === 'saved', 'all of it is saved'),
    /** How many records the copy has, how large the largest is, and which were set aside. */
    stored: () =>
      page.evaluate(async () => {
        const [copy] = await indexedDB.databases()
        const result = <Value>(request: IDBRequest<Value>) =>
          new Promise<Value>((resolve) => {
            request.onsuccess = () => resolve(request.result)
          })
        const database = await result(indexedDB.open(copy?.name ?? ''))
        const transaction = database.transaction(['updates', 'custom'])
        const [records, keys] = await Promise.all([
          result(transaction.objectStore('updates').getAll()),
          result(transaction.objectStore('custom').getAllKeys()),
        ])
        database.close()
        const largest = Math.max(0, ...records.map(({ update }) => update.length))
        return {
          records: records.length,
          largest,
          aside: keys.filter((key) => `${key}`.startsWith('damaged')),
        }
      }),
    /** The names of the copies that the browser has. */
    copies: () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
  }
}
