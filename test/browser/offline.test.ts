import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startOffline, startSite } from './offline-tabs.ts'

const { newBrowser, openTab } = await startOffline()

test('[OF1] a room that was open is there without a network, and what is done then arrives once', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const first = await openTab(context, site)
  await first.is('connected')
  await first.write(0, 'online')
  await first.isSaved()
  await first.page.close()
  await site.away()

  const second = await openTab(context, site)
  expect([await second.text(), await second.offline()]).toEqual(['online', 'ready'])
  expect(await second.state()).not.toBe('connected')
  await second.write(6, ', offline')
  await second.page.close()

  const third = await openTab(context, site)
  expect(await third.text()).toBe('online, offline')
  // Nobody can know of what was there before, until the relay has said so.
  expect((await third.saved()).state).toBe('local')
  await site.back()
  await third.isSaved()
  const elsewhere = site.elsewhere()
  await until(() => elsewhere.toString() === 'online, offline')
})

test('[OF3] what is done until the page goes is in the copy', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  await site.away()
  const tab = await openTab(context, site)
  // Within the turn in which the page is left, and in the 50 ms before.
  const isLoaded = tab.page.waitForEvent('load')
  await tab.page.evaluate(async () => {
    const text = window.homeroom.room.doc.getText('text')
    for (let i = 0; i < 9; i++) {
      text.insert(text.length, `${i}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    text.insert(text.length, '9')
    location.reload()
  })
  await isLoaded
  await tab.shows('0123456789')
  await tab.write(10, '!')
  await tab.page.close()
  const next = await openTab(context, site)
  expect(await next.text()).toBe('0123456789!')
  await next.page.evaluate(() => {
    window.homeroom.room.doc.getText('text').insert(11, '?')
    window.homeroom.room.leave()
  })
  await site.back()
  const last = await openTab(context, site)
  await last.shows('0123456789!?')
  const elsewhere = site.elsewhere()
  await until(() => elsewhere.toString() === '0123456789!?')
})

test('[OF4] tabs without a network see each other, and it arrives once, also of the one that is gone', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  await site.away()
  const a = await openTab(context, site)
  const b = await openTab(context, site)
  await a.write(0, 'a')
  await b.shows('a')
  await b.write(1, 'b')
  await a.shows('ab')
  await a.page.close()
  await site.back()
  await b.isSaved()
  const elsewhere = site.elsewhere()
  await until(() => elsewhere.toString() === 'ab')
})

test('C71 [OF4] a duplicated tab: both write, one is closed at once, nothing is lost and the other knows how it stands', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const open = () => openTab(context, site, { offline: false })
  const tabs = [await open(), await open()] as const
  for (const tab of tabs) await tab.is('connected')
  // The first one's words reach the other one and nobody else.
  await tabs[0].page.evaluate(() => {
    WebSocket.prototype.send = () => undefined
  })
  await tabs[0].write(0, 'first ')
  await tabs[1].write(0, 'second ')
  await tabs[1].page.waitForFunction(() => window.homeroom.room.doc.getText('text').length === 13)
  await tabs[0].page.close()
  await tabs[1].isSaved()
  const elsewhere = site.elsewhere()
  await until(() => elsewhere.toString().includes('first ') && elsewhere.toString().includes('second '))
  expect(elsewhere.toString()).toHaveLength(13)
})

for (const [what, breakIt] of [
  ['is not there', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
  [
    'may not be used',
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('not here', 'SecurityError')
      }
    },
  ],
] as const) {
  test(`[OF2] where IndexedDB ${what} the room works as long as it is online`, async () => {
    const [site, context] = [await startSite(), await newBrowser()]
    const tab = await openTab(context, site, { init: breakIt })
    expect(await tab.offline()).toBe('failed')
    await tab.is('connected')
    await tab.write(0, 'online')
    await tab.isSaved()
    await tab.drop()
    expect(await tab.state()).toBe('left')
  })
}

test('[OF2] a copy that is taken away from under the room: edits go on, and nothing throws', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const tab = await openTab(context, site)
  await tab.is('connected')
  await tab.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '')
  })
  await until(async () => (await tab.offline()) === 'failed')
  await tab.write(0, 'on')
  await tab.isSaved()
  expect(await tab.copies()).toEqual([])
})

test('C77 [OF6] the browser asks before it closes a page with edits that are nowhere else, and only then', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const open = async (offline: boolean) => {
    const tab = await openTab(context, site, { offline })
    await tab.is('connected')
    return { ...tab, stopWarning: await tab.warn() }
  }
  const plain = await open(false)
  const kept = await open(true)
  for (const tab of [plain, kept]) {
    await tab.write(0, 'a')
    await tab.isSaved()
    expect(await tab.wouldAsk()).toBe(false)
  }
  await site.away()
  for (const tab of [plain, kept]) {
    await tab.is('disconnected')
    expect(await tab.wouldAsk()).toBe(false)
    await tab.write(0, 'b')
  }
  await until(async () => !(await kept.wouldAsk()), 'the edit is in the copy')
  expect(await plain.wouldAsk()).toBe(true)
  await site.back()
  await plain.isSaved()
  expect(await plain.wouldAsk()).toBe(false)
  await site.away()
  await plain.is('disconnected')
  await plain.write(0, 'c')
  expect(await plain.wouldAsk()).toBe(true)
  await plain.stopWarning.evaluate((stop) => stop())
  expect(await plain.wouldAsk()).toBe(false)
})
