/** Time as the client needs it. */
export interface Timers {
  /** Time that only rises, in ms since some start. */
  nowMs(): number
  /** Calls `work` once after `ms`, unless the returned function is called before. */
  after(ms: number, work: () => void): () => void
}

/** What the surroundings tell of the network and of the page; `frozen` and `resumed` are of the browser's page cache. */
export type Hint = 'online' | 'offline' | 'visible' | 'hidden' | 'frozen' | 'resumed'

/**
 * Where the client runs: a page, a worker or Node. All that it touches of its surroundings is here; tests and special hosts
 * bring their own: an object with all of it, whose functions need no `this`.
 *
 * @example
 * ```ts
 * import { type Environment, joinRoom, systemEnvironment } from 'homeroom/client'
 *
 * const environment: Environment = { ...systemEnvironment(), report: (error) => console.warn('in a listener', error) }
 * export const room = joinRoom('wss://rooms.example', 'school/7b', { environment })
 * ```
 */
export interface Environment extends Timers {
  /** A number from 0 up to 1, without 1. */
  random(): number
  /** Wall time, in ms since 1970. */
  wallMs(): number
  readonly WebSocket: typeof WebSocket
  /** What the tabs of a browser speak by; null where there are none. */
  readonly BroadcastChannel: typeof BroadcastChannel | null
  /** Where an offline copy is kept; null where nothing can be. */
  readonly indexedDB: IDBFactory | null
  /** True while nobody sees the page. */
  isHidden(): boolean
  /** True where the person has asked the browser to save data. */
  savesData(): boolean
  /** Calls `listener` with each hint, until the returned function is called. */
  onHint(listener: (hint: Hint) => void): () => void
  /** Takes what a listener of the app threw, or what went wrong where nobody could catch it. It must not throw. */
  report(error: unknown): void
}

/** What presence needs of it. Other tabs and storage are of use to a document alone. */
export type PresenceEnvironment = Omit<Environment, 'BroadcastChannel' | 'indexedDB'>

const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(ms, work) {
    // Node warns of a time that has passed.
    const timer = setTimeout(work, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}

/**
 * The environment of a page; in Node and in workers the hints of a page never come.
 *
 * @param WebSocketClass - the sockets to use; the platform's own by default.
 * @example
 * ```ts
 * import { joinRoom, systemEnvironment } from 'homeroom/client'
 *
 * const environment = systemEnvironment(globalThis.WebSocket)
 * export const room = joinRoom('wss://rooms.example', 'school/7b', { environment })
 * ```
 */
export const systemEnvironment = (WebSocketClass: typeof WebSocket = globalThis.WebSocket): Environment => ({
  ...presenceEnvironment(WebSocketClass),
  // Node has one, too: two rooms in one process would be tabs of each other.
  BroadcastChannel: typeof window === 'undefined' ? null : (globalThis.BroadcastChannel ?? null),
  indexedDB: openedStorage(),
})

/** The same for presence alone: a page that loads no document loads nothing of tabs and storage. */
export const presenceEnvironment = (WebSocketClass = globalThis.WebSocket): PresenceEnvironment => ({
  ...systemTimers,
  random: Math.random,
  wallMs: () => Date.now(),
  WebSocket: WebSocketClass,
  isHidden: () => globalThis.document?.hidden === true,
  // Chromium alone has it: no types of the DOM name it.
  savesData: () => (globalThis.navigator as DataSaver | undefined)?.connection?.saveData === true,
  onHint: (listener) => (typeof window === 'undefined' ? () => undefined : listenToPage(listener)),
  report,
})

interface DataSaver {
  readonly connection?: { readonly saveData?: boolean }
}

/** Null in Node, and where a browser forbids it, which throws. */
const openedStorage = (): IDBFactory | null => {
  try {
    return globalThis.indexedDB ?? null
  } catch {
    return null
  }
}

/** A page's `window.onerror` hears of it. Node would end at an error that nobody catches, so there it is printed. */
const report = (error: unknown): void => {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}

const listenToPage = (listener: (hint: Hint) => void): (() => void) => {
  const controller = new AbortController()
  const { signal } = controller
  window.addEventListener('online', () => listener('online'), { signal })
  window.addEventListener('offline', () => listener('offline'), { signal })
  document.addEventListener('visibilitychange', () => listener(document.hidden ? 'hidden' : 'visible'), {
    signal,
  })
  // The page cache: a page that is put there keeps its objects, but its socket dies without a word.
  window.addEventListener('pagehide', (event) => event.persisted && listener('frozen'), { signal })
  window.addEventListener('pageshow', (event) => event.persisted && listener('resumed'), { signal })
  return () => controller.abort()
}
