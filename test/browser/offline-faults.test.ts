import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startOffline } from './offline-tabs.ts'

const { keptTab, openTab } = await startOffline()

/** What a browser did to somebody, each once, at the next write. */
const FAULTS: Record<string, { readonly reason: string; readonly strike: () => void }> = {
  // Safari, when the page comes back from the background.
  'transaction() throws': {
    reason: 'InvalidStateError: the database is closing',
    strike: () => {
      const { transaction } = IDBDatabase.prototype
      IDBDatabase.prototype.transaction = () => {
        IDBDatabase.prototype.transaction = transaction
        throw new DOMException('the database is closing', 'InvalidStateError')
      }
    },
  },
  'add() throws': {
    reason: 'QuotaExceededError: the disk is full',
    strike: () => {
      const { add } = IDBObjectStore.prototype
      IDBObjectStore.prototype.add = () => {
        IDBObjectStore.prototype.add = add
        throw new DOMException('the disk is full', 'QuotaExceededError')
      }
    },
  },
  // As where the disk is full at the commit.
  'a transaction aborts': {
    reason: 'The transaction was aborted.',
    strike: () => {
      const { commit } = IDBTransaction.prototype
      IDBTransaction.prototype.commit = function () {
        IDBTransaction.prototype.commit = commit
        this.abort()
      }
    },
  },
  'an add fails': {
    reason: 'ConstraintError',
    strike: () => {
      const { add } = IDBObjectStore.prototype
      IDBObjectStore.prototype.add = function (value) {
        IDBObjectStore.prototype.add = add
        add.call(this, value, 1_000_000)
        return add.call(this, value, 1_000_000)
      }
    },
  },
  // The browser's own process for it ended, or somebody cleared what sites have stored.
  'the database closes': {
    reason: 'The browser has closed the database.',
    strike: () => {
      const { transaction } = IDBDatabase.prototype
      IDBDatabase.prototype.transaction = function (...args) {
        IDBDatabase.prototype.transaction = transaction
        this.close()
        this.dispatchEvent(new Event('close'))
        return transaction.apply(this, args)
      }
    },
  },
}

for (const [what, { reason, strike }] of Object.entries(FAULTS)) {
  test(`[X2] [OF2] where ${what}: no edit throws, all arrive, and the copy comes back with all of it`, async () => {
    const { site, context, tab } = await keptTab()
    await tab.page.evaluate(strike)
    const states = await tab.page.evaluate(async () => {
      const { doc, offline } = window.homeroom.room
      const seen: unknown[] = []
      offline.subscribe((state) => seen.push(state))
      doc.getText('text').insert(1, 'b')
      while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve))
      doc.getText('text').insert(2, 'c')
      return seen
    })
    expect(states[0]).toEqual({ state: 'failed', reason: expect.stringContaining(reason) })
    await tab.isSaved()
    const elsewhere = site.elsewhere()
    await until(() => elsewhere.toString() === 'abc')
    await tab.keeps('ready')
    await site.away()
    await tab.write(3, 'd')
    await tab.page.close()
    const next = await openTab(context, site)
    expect([await next.text(), await next.offlineState()]).toEqual(['abcd', { state: 'ready', damaged: 0 }])
  })
}

test('[X2] [OF2] a disk that is full: words that are only here are asked about, until there is space', async () => {
  const { site, context, tab } = await keptTab()
  await tab.page.evaluate(() => {
    const { add } = IDBObjectStore.prototype
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('the disk is full', 'QuotaExceededError')
    }
    Object.assign(window, {
      makeSpace: () => {
        IDBObjectStore.prototype.add = add
      },
    })
  })
  await tab.warn()
  await site.away()
  await tab.is('disconnected')
  await tab.write(1, 'b')
  await tab.keeps('failed')
  expect(await tab.wouldAsk()).toBe(true)
  await tab.page.evaluate(() => (window as unknown as { makeSpace(): void }).makeSpace())
  await tab.keeps('ready')
  expect(await tab.wouldAsk()).toBe(false)
  await tab.page.close()
  expect(await (await openTab(context, site)).text()).toBe('ab')
})

test('[X2] [OF2] [OF6] a write that waits for one of another tab: the page says so, and asks from the first moment until it is done', async () => {
  const { site, context, tab } = await keptTab()
  const second = await openTab(context, site)
  await second.shows('a')
  await second.warn()
  await site.away()
  await second.is('disconnected')
  // A transaction that always has a request under way does not end.
  await tab.page.evaluate(async () => {
    let isHanging = true
    const [copy] = await indexedDB.databases()
    const opening = indexedDB.open(copy?.name ?? '')
    await new Promise((resolve) => {
      opening.onsuccess = resolve
    })
    const store = opening.result.transaction(['updates'], 'readwrite').objectStore('updates')
    await new Promise((resolve) => {
      const again = () => {
        resolve(true)
        if (isHanging) store.count().onsuccess = again
      }
      store.count().onsuccess = again
    })
    Object.assign(window, {
      goOn: () => {
        isHanging = false
      },
    })
  })
  const moment = await second.page.evaluate(() => {
    const { copy, doc, offline } = window.homeroom.room
    const within = doc.transact(() => {
      doc.getText('text').insert(1, 'b')
      return copy.isKept()
    })
    return [within, copy.isKept(), offline.get().state]
  })
  expect([...moment, await second.wouldAsk()]).toEqual([false, false, 'ready', true])
  await second.keeps('failed')
  expect([await second.wouldAsk(), await second.offlineState()]).toEqual([
    true,
    { state: 'failed', reason: 'IndexedDB does not answer.' },
  ])
  await tab.page.evaluate(() => (window as unknown as { goOn(): void }).goOn())
  await second.keeps('ready')
  expect(await second.wouldAsk()).toBe(false)
  for (const { page } of [second, tab]) await page.close()
  expect(await (await openTab(context, site)).text()).toBe('ab')
})

test('[OF7] the changes of a turn are one transaction, and many records become one', async () => {
  const { context, site, tab } = await keptTab()
  const transactions = await tab.page.evaluate(async () => {
    let count = 0
    const { transaction } = IDBDatabase.prototype
    IDBDatabase.prototype.transaction = function (...args) {
      count += 1
      return transaction.apply(this, args)
    }
    const text = window.homeroom.room.doc.getText('text')
    for (let n = 0; n < 100; n++) text.insert(text.length, 'b')
    await new Promise((resolve) => setTimeout(resolve))
    IDBDatabase.prototype.transaction = transaction
    return count
  })
  expect(transactions).toBe(1)
  expect((await tab.stored()).records).toBeGreaterThan(100)
  await tab.page.evaluate(() => {
    const text = window.homeroom.room.doc.getText('text')
    for (let n = 0; n < 500; n++) text.insert(text.length, 'c')
  })
  await until(async () => (await tab.stored()).records === 1, 'all records are one')
  await site.away()
  await tab.page.close()
  expect((await (await openTab(context, site)).text()).length).toBe(601)
})

test('[OF7] what is large is kept in records of at most 1 MiB, a paste and the whole document', async () => {
  const { context, site, tab } = await keptTab()
  await site.away()
  await tab.page.evaluate(() => window.homeroom.room.doc.getText('text').insert(1, 'ü'.repeat(2_500_000)))
  await until(async () => (await tab.stored()).records >= 5, 'the paste is kept')
  // More than what was there, so that all is written anew.
  await tab.page.evaluate(() => {
    const { doc } = window.homeroom.room
    for (let n = 0; n < 30; n++) doc.getMap('map').set(`${n}`, 'x'.repeat(300_000))
  })
  await until(async () => (await tab.stored()).records < 30, 'all is written anew')
  expect((await tab.stored()).largest).toBeLessThanOrEqual(1024 * 1024 + 100)
  await tab.page.close()
  const next = await openTab(context, site)
  expect((await next.text()).length).toBe(2_500_001)
  expect(await next.page.evaluate(() => window.homeroom.room.doc.getMap('map').size)).toBe(30)
  expect(await next.offlineState()).toEqual({ state: 'ready', damaged: 0 })
})

test('[OF5] [OF7] two tabs that write much at the same time lose nothing of each other', async () => {
  const { context, site, tab } = await keptTab()
  const second = await openTab(context, site)
  await second.shows('a')
  await site.away()
  const write = (in_: typeof tab, letter: string) =>
    in_.page.evaluate(async (letter) => {
      const text = window.homeroom.room.doc.getText('text')
      for (let n = 0; n < 700; n++) {
        text.insert(0, letter)
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve))
      }
    }, letter)
  await Promise.all([write(tab, 'b'), write(second, 'c')])
  await until(async () => (await tab.stored()).records < 500, 'the records have become few')
  for (const { page } of [tab, second]) await page.close()
  const next = await openTab(context, site)
  const text = await next.text()
  expect([text.length, text.replaceAll('b', '').length, await next.offlineState()]).toEqual([
    1401,
    701,
    { state: 'ready', damaged: 0 },
  ])
})

test('[X2] [EP1] [OF2] a copy that comes late is taken where it is of the same room, and left alone where it is not', async () => {
  const { site, context, tab } = await keptTab()
  await site.away()
  await tab.write(1, 'b')
  await tab.page.close()
  const init = () => {
    const { open } = IDBFactory.prototype
    let failures = 1
    IDBFactory.prototype.open = function (...args) {
      if (failures-- > 0) throw new DOMException('not yet', 'UnknownError')
      return open.apply(this, args)
    }
  }
  await site.back()
  const late = await openTab(context, site, { init })
  await late.keeps('ready')
  expect(await late.text()).toBe('ab')
  await late.isSaved()
  const elsewhere = site.elsewhere()
  await until(() => elsewhere.toString() === 'ab', 'what was done without a network has arrived')
  await late.page.close()

  await site.away()
  await site.replace('new')
  await site.back()
  const other = await openTab(context, site, { init })
  await other.shows('new')
  await until(
    async () => JSON.stringify(await other.offlineState()).includes('another one by now'),
    'the copy is of the room before',
  )
  await other.write(3, '!')
  await other.isSaved()
  await other.page.close()
  const told = await openTab(context, site)
  await told.is('room-reset')
  expect(await told.text()).toBe('ab')
})
