import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Status } from './connection/status.ts'
import { fenced, type Report } from './fence.ts'
import type { ReadonlyStore } from './store.ts'

/** What each event of a {@link YjsProvider} brings; `update` and `reload` never happen. */
export interface YjsProviderEvents {
  /** How the connection stands. */
  status: (event: { readonly status: 'connecting' | 'connected' | 'disconnected' }) => void
  /** True when the document of the relay is here, false when the connection is lost. */
  sync: (isSynced: boolean) => void
  /** As `sync`. */
  synced: (isSynced: boolean) => void
  /** Never happens. */
  update: (update: unknown) => void
  /** Never happens. */
  reload: (doc: Y.Doc) => void
}

/**
 * A room in the shape of a Yjs provider, for editors that take one (Tiptap, Plate, BlockNote) and for code that was written for
 * y-websocket. The same object for as long as the room is there; many editors may share it. Lexical takes that of `homeroom/lexical`.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const { provider } = joinRoom('wss://rooms.example', 'school/7b')
 * provider.on('sync', (isSynced) => console.log(isSynced ? 'all is here' : 'cut off'))
 * ```
 */
export interface YjsProvider {
  readonly type: 'homeroom'
  readonly doc: Y.Doc
  /** As `doc`. */
  readonly document: Y.Doc
  readonly awareness: Awareness
  /** The room is connected, and the document of the relay is here. */
  readonly synced: boolean
  /** As `synced`. */
  readonly isSynced: boolean
  /** As `synced`: a room is `connected` when both are true. */
  readonly wsconnected: boolean
  /** As `synced`. */
  readonly isConnected: boolean
  /**
   * Calls `listener` at each event. Where the room is connected when a listener is added, it is told so, in a microtask: an
   * editor may be made long after the room was joined.
   */
  on<Name extends keyof YjsProviderEvents>(name: Name, listener: YjsProviderEvents[Name]): void
  /** As `on`, for one event. */
  once<Name extends keyof YjsProviderEvents>(name: Name, listener: YjsProviderEvents[Name]): void
  /** Takes away a listener that `on` was given. */
  off<Name extends keyof YjsProviderEvents>(name: Name, listener: YjsProviderEvents[Name]): void
  /** Tries to connect now where the room waits, as {@link Room.reconnect}. */
  connect(): void
  /**
   * Takes away what editors have put into the Awareness, their carets above all. The room goes on, and what is written still
   * arrives: {@link Room.leave} ends it.
   */
  disconnect(): void
  /** As `disconnect`. */
  destroy(): void
}

interface YjsProviderOptions {
  readonly awareness: Awareness
  readonly connection: { readonly status: ReadonlyStore<Status>; connect(): void }
  readonly self: { withdraw(): void }
  readonly report: Report
}

type Listener = (value: never) => void

/** The events that say how it is, and are said again to a listener that comes later. */
const STATES = ['status', 'sync', 'synced']

/** The one provider of a room. */
export class RoomYjsProvider implements YjsProvider {
  readonly type = 'homeroom'
  readonly doc: Y.Doc
  readonly document: Y.Doc
  readonly awareness: Awareness
  readonly #options: YjsProviderOptions
  readonly #listeners = new Map<string, Set<Listener>>()
  /** Ends what hears of the connection; there only while there is a listener. */
  #unsubscribe: (() => void) | null = null

  constructor(options: YjsProviderOptions) {
    const { awareness } = options
    this.awareness = awareness
    this.doc = awareness.doc
    this.document = awareness.doc
    this.#options = options
  }

  get synced(): boolean {
    return this.#options.connection.status.get().state === 'connected'
  }

  get isSynced(): boolean {
    return this.synced
  }

  get wsconnected(): boolean {
    return this.synced
  }

  get isConnected(): boolean {
    return this.synced
  }

  on(name: string, listener: Listener): void {
    const ofName = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, ofName.add(listener))
    this.#unsubscribe ??= this.#subscribe()
    queueMicrotask(() => {
      if (this.synced && STATES.includes(name)) this.#call(name, listener)
    })
  }

  once(name: string, listener: Listener): void {
    const first: Listener = (value) => {
      this.off(name, first)
      listener(value)
    }
    this.on(name, first)
  }

  off(name: string, listener: Listener): void {
    const ofName = this.#listeners.get(name)
    ofName?.delete(listener)
    if (ofName?.size === 0) this.#listeners.delete(name)
    if (this.#listeners.size > 0) return
    this.#unsubscribe?.()
    this.#unsubscribe = null
  }

  connect(): void {
    this.#options.connection.connect()
  }

  disconnect(): void {
    this.#options.self.withdraw()
  }

  destroy(): void {
    this.disconnect()
  }

  #subscribe(): () => void {
    let wasSynced = this.synced
    return this.#options.connection.status.subscribe(() => {
      const isChange = wasSynced !== this.synced
      wasSynced = this.synced
      this.#tell('status')
      if (isChange) for (const name of ['sync', 'synced']) this.#tell(name)
    })
  }

  #tell(name: string): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) this.#call(name, listener)
  }

  /** A listener may have been taken away since it was to be called. */
  #call(name: string, listener: Listener): void {
    if (this.#listeners.get(name)?.has(listener))
      fenced(this.#options.report, () => listener(this.#valueOf(name) as never))
  }

  #valueOf(name: string): unknown {
    if (name !== 'status') return this.synced
    const { state } = this.#options.connection.status.get()
    return { status: state === 'connecting' || state === 'connected' ? state : 'disconnected' }
  }
}
