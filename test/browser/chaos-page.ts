import type { BrowserContext, Page } from 'playwright-core'
import type { Room } from '../../client/index.ts'

/** What IndexedDB does once, at the next call that it concerns. */
export const DATABASE_FAULTS = [
  'open throws',
  'transaction throws',
  'add throws',
  'aborts',
  'closes',
] as const

export type DatabaseFault = (typeof DATABASE_FAULTS)[number]

/** Where a listener of the app's throws. */
export const LISTENERS = [
  'beforeAllTransactions',
  'beforeTransaction',
  'beforeObserverCalls',
  'afterTransaction',
  'update',
  'afterTransactionCleanup',
  'a type',
  'saved',
] as const

export interface ThrowingListener {
  readonly on: (typeof LISTENERS)[number]
  readonly times: number
  /** Called before the room's own listener. */
  readonly isFirst: boolean
}

/** What is done to the entries of a map, in one transaction. */
export interface Edit {
  readonly set: readonly string[]
  readonly remove: readonly string[]
  /** How many characters come with it. */
  readonly length: number
}

/** Which entries of an edit the document had before it, and has after it. */
interface Edited {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** What the page has under `window.chaos`. */
interface Chaos {
  arm(fault: DatabaseFault): void
  hang(isHanging: boolean): void
  listen(listener: ThrowingListener): void
  /** Makes an edit, whatever is thrown. */
  edit(edit: Edit): Edited
  /** Ends all faults; gives how often each of IndexedDB's has struck. */
  calm(): Partial<Record<DatabaseFault, number>>
}

declare global {
  interface Window {
    readonly chaos: Chaos
  }
}

/** Runs in the page before anything else, so it names nothing of this file. */
const installChaos = () => {
  const armed = new Map<DatabaseFault, number>()
  const struck: Partial<Record<DatabaseFault, number>> = {}
  let isHanging = false
  let isCalm = false

  const strikes = (fault: DatabaseFault): boolean => {
    const left = armed.get(fault) ?? 0
    if (left === 0) return false
    armed.set(fault, left - 1)
    struck[fault] = (struck[fault] ?? 0) + 1
    return true
  }

  const { open } = IDBFactory.prototype
  IDBFactory.prototype.open = function (...args) {
    if (strikes('open throws')) throw new DOMException('it cannot be opened', 'UnknownError')
    return open.apply(this, args)
  }
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (...args) {
    if (strikes('transaction throws')) throw new DOMException('the database is closing', 'InvalidStateError')
    if (strikes('closes')) {
      this.close()
      this.dispatchEvent(new Event('close'))
    }
    return transaction.apply(this, args)
  }
  const { add } = IDBObjectStore.prototype
  IDBObjectStore.prototype.add = function (...args) {
    if (strikes('add throws')) throw new DOMException('the disk is full', 'QuotaExceededError')
    return add.apply(this, args)
  }
  const { commit } = IDBTransaction.prototype
  IDBTransaction.prototype.commit = function () {
    if (strikes('aborts')) this.abort()
    else if (isHanging) hold(this)
    else commit.call(this)
  }
  /** A transaction that has a request under way does not end. */
  const hold = (transaction: IDBTransaction) => {
    const store = transaction.objectStore('custom')
    const again = () => {
      if (isHanging) store.count().onsuccess = again
    }
    again()
  }

  const room = () => window.homeroom.room

  const listen = ({ on, times, isFirst }: ThrowingListener) => {
    let left = times
    const listener = () => {
      if (isCalm || left === 0) return
      left -= 1
      throw new Error('a listener of the app')
    }
    const { doc, saved } = room()
    if (on === 'saved') saved.subscribe(listener)
    else if (on === 'a type') doc.getMap('marks').observe(listener)
    else if (isFirst) doc._observers.set(on, new Set([listener, ...(doc._observers.get(on) ?? [])]))
    else doc.on(on, listener)
  }

  const edit = ({ set, remove, length }: Edit): Edited => {
    const { doc } = room()
    const marks = doc.getMap('marks')
    const has = () => [...set, ...remove].filter((mark) => marks.has(mark))
    const before = has()
    try {
      doc.transact(() => {
        for (const mark of set) marks.set(mark, 1)
        for (const mark of remove) marks.delete(mark)
        if (length > 0) doc.getText('text').insert(0, 'x'.repeat(length))
      })
    } catch {
      // What a listener threw comes to the one who edits.
    }
    return { before, after: has() }
  }

  const chaos: Chaos = {
    arm: (fault) => void armed.set(fault, (armed.get(fault) ?? 0) + 1),
    hang: (next) => {
      isHanging = next
    },
    listen,
    edit,
    calm() {
      armed.clear()
      isHanging = false
      isCalm = true
      dispatchEvent(new Event('online'))
      return struck
    },
  }
  Object.assign(window, { chaos })
}

/** How a page stands, as it says. */
interface Standing {
  readonly saved: ReturnType<Room['saved']['get']>
  /** It would ask before it closes. */
  readonly wouldAsk: boolean
  readonly status: ReturnType<Room['status']['get']>
  /** How its offline copy stands. */
  readonly offline: ReturnType<Room['offline']['get']>
}

/** A tab with the room `lesson` in it, which can be harmed. */
export const openChaosTab = async (context: BrowserContext, pages: string, wsUrl: string) => {
  const page: Page = await context.newPage()
  await page.addInitScript(installChaos)
  await page.goto(`${pages}/offline/?${new URLSearchParams({ server: wsUrl, offline: 'true' })}`)
  await page.waitForFunction(() => window.homeroom?.room.offline.get().state !== 'loading')
  await page.evaluate(() => void window.homeroom.warnUnsaved(window.homeroom.room))
  return {
    arm: (fault: DatabaseFault) => page.evaluate((fault) => window.chaos.arm(fault), fault),
    hang: (isHanging: boolean) => page.evaluate((isHanging) => window.chaos.hang(isHanging), isHanging),
    listen: (listener: ThrowingListener) =>
      page.evaluate((listener) => window.chaos.listen(listener), listener),
    edit: (edit: Edit) => page.evaluate((edit) => window.chaos.edit(edit), edit),
    calm: () => page.evaluate(() => window.chaos.calm()),
    reconnect: () => page.evaluate(() => window.homeroom.room.reconnect()),
    standing: (): Promise<Standing> =>
      page.evaluate(() => {
        const wouldAsk = !dispatchEvent(new Event('beforeunload', { cancelable: true }))
        const { saved, status, offline } = window.homeroom.room
        return { saved: saved.get(), wouldAsk, status: status.get(), offline: offline.get() }
      }),
    close: () => page.close(),
  }
}

export type ChaosTab = Awaited<ReturnType<typeof openChaosTab>>
