/** Time as the client needs it. */
export interface Timers {
  /** Time that only rises, in ms since some start. */
  nowMs(): number
  /** Calls `work` once after `ms`, unless the returned function is called before. */
  after(ms: number, work: () => void): () => void
}

/** What the surroundings tell of the network and of the page. */
export type Hint = 'online' | 'offline' | 'visible' | 'hidden' | 'frozen' | 'resumed'

/** Where the client runs: a page, a worker or Node. All that it touches of its surroundings is here. */
export interface Environment extends Timers {
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
  /** Calls `listener` with each hint, until the returned function is called. */
  onHint(listener: (hint: Hint) => void): () => void
}

const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

/** The environment of a page; in Node and in workers the hints of a page never come. */
export const systemEnvironment = (WebSocketClass: typeof WebSocket = globalThis.WebSocket): Environment => ({
  ...systemTimers,
  random: Math.random,
  wallMs: () => Date.now(),
  WebSocket: WebSocketClass,
  // Node has one, too: two rooms in one process would be tabs of each other.
  BroadcastChannel: typeof window === 'undefined' ? null : (globalThis.BroadcastChannel ?? null),
  indexedDB: typeof indexedDB === 'undefined' ? null : indexedDB,
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onHint: (listener) => (typeof window === 'undefined' ? () => undefined : listenToPage(listener)),
})

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
