import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startOffline, startSite } from './offline-tabs.ts'

const { keptTab, newBrowser, openTab, keepAsBefore } = await startOffline()

/** Changes the records of a copy as they are stored, without a room; a record is a value of the store `updates`. */
const damage = async (
  tab: Awaited<ReturnType<typeof openTab>>,
  change: (updates: IDBObjectStore) => void,
): Promise<void> => {
  await tab.page.evaluate(async (change) => {
    const [copy] = await indexedDB.databases()
    const request = indexedDB.open(copy?.name ?? '')
    await new Promise((resolve) => {
      request.onsuccess = resolve
    })
    const transaction = request.result.transaction('updates', 'readwrite')
    // The function came as text: it is code of this file.
    new Function('updates', `(${change})(updates)`)(transaction.objectStore('updates'))
    await new Promise((resolve) => {
      transaction.oncomplete = resolve
    })
    request.result.close()
  }, `${change}`)
  await tab.page.close()
}

const DAMAGE: Record<string, (updates: IDBObjectStore) => void> = {
  'a byte is another one': (updates) => {
    const request = updates.get(2)
    request.onsuccess = () => {
      request.result.update[request.result.update.length - 3] ^= 1
      updates.put(request.result, 2)
    }
  },
  'it ends too early': (updates) => {
    const request = updates.get(2)
    request.onsuccess = () => {
      updates.put({ ...request.result, update: request.result.update.slice(0, -2) }, 2)
    }
  },
  'it is no record': (updates) => updates.put('words', 2),
  'it is nothing': (updates) => updates.put(null, 2),
  'it is an update of before, and nonsense': (updates) => updates.put(Uint8Array.of(1, 1, 1, 255, 3), 2),
}

for (const [what, change] of Object.entries(DAMAGE)) {
  test(`[X3] [OF7] a damaged record, ${what}: the others are there, it is counted once, and the copy is healed`, async () => {
    const { site, context, tab } = await keptTab()
    const others = (in_: typeof tab) =>
      in_.page.evaluate(() => window.homeroom.room.doc.getMap('others').toJSON())
    for (const field of ['first', 'second'])
      await tab.page.evaluate((field) => window.homeroom.room.doc.getMap('others').set(field, 1), field)
    await tab.isSaved()
    await site.away()
    await damage(tab, change)

    const next = await openTab(context, site)
    expect([await next.text(), await next.offlineState()]).toEqual(['a', { state: 'ready', damaged: 1 }])
    await next.write(1, 'b')
    await next.page.close()
    const healed = await openTab(context, site)
    expect([await healed.text(), await healed.offlineState()]).toEqual(['ab', { state: 'ready', damaged: 0 }])
    await site.back()
    await healed.isSaved()
    expect((await healed.stored()).aside).toEqual(['damaged 2'])
    expect(await others(healed)).toEqual({ first: 1, second: 1 })
    const elsewhere = site.elsewhere()
    await until(() => elsewhere.toString() === 'ab')
  })
}

test('[X3] [OF7] a record that the browser cannot read keeps nothing else from being read, and goes', async () => {
  const { site, context, tab } = await keptTab()
  await site.away()
  await tab.write(1, 'b')
  await tab.page.close()
  // Chromium does this where the file of a large value is gone.
  const init = () => {
    const { get } = IDBObjectStore.prototype
    IDBObjectStore.prototype.get = function (key) {
      if (this.name !== 'updates' || key !== 2) return get.call(this, key)
      // A request that fails: the key is there already.
      return this.add(1, 1) as IDBRequest
    }
  }
  const next = await openTab(context, site, { init })
  expect(await next.offlineState()).toEqual({ state: 'ready', damaged: 1 })
  expect(await next.text()).toBe('a')
  await next.page.close()
  const healed = await openTab(context, site)
  expect(await healed.offlineState()).toEqual({ state: 'ready', damaged: 0 })
})

test('[OF7] a copy that y-indexeddb made is taken over, with its epoch', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const first = await openTab(context, site, { offline: false })
  await first.is('connected')
  await first.write(0, 'online')
  await first.isSaved()
  const epoch = await first.page.evaluate(() => window.homeroom.room.welcome.get()?.epoch)
  await first.page.close()
  await site.away()
  await keepAsBefore(context, site, [', ', 'of', ' before'], epoch)
  for (const words of [', of before', ', of before!']) {
    const tab = await openTab(context, site)
    expect([await tab.text(), await tab.offlineState()]).toEqual([words, { state: 'ready', damaged: 0 }])
    await tab.write(11, '!')
    await tab.page.close()
  }
  await site.replace('another room')
  await site.back()
  const told = await openTab(context, site)
  await told.is('room-reset')
  expect(await told.text()).toBe(', of before!!')
})

test('[X3] [OF7] a damaged record of y-indexeddb does not keep anybody waiting', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  await site.away()
  await keepAsBefore(context, site, ['a', 'b'])
  const tab = await openTab(context, site, { offline: false })
  await damage(tab, (updates) => updates.add(Uint8Array.of(1, 1, 1, 255, 3)))
  const next = await openTab(context, site)
  expect([await next.text(), await next.offlineState()]).toEqual(['ab', { state: 'ready', damaged: 1 }])
})
