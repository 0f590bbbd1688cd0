import * as awarenessProtocol from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { HOMEROOM_V1, type RoomId } from '../shared/index.ts'
import { backoffMs, hintMsOf } from './backoff.ts'
import type { Environment, Hint } from './environment.ts'
import { type Liveness, watch } from './liveness.ts'
import { createValue, type Readable } from './readable.ts'
import { retryOf, type Status } from './status.ts'
import { createTokenKeeper, type TokenSource } from './token.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly room: RoomId
  readonly doc: Y.Doc
  readonly token: TokenSource | undefined
  readonly environment: Environment
  /** A socket is open; nothing has been sent on it but what this sends. */
  readonly onOpen: () => void
  readonly onLost: () => void
  /** Asks the other side for a sign of life. */
  readonly ask: () => void
  /** A new token was got for the socket that is open. */
  readonly onToken: (token: string) => void
}

/** One room's socket, which comes back. The document syncs over y-websocket's provider; the rest is here. */
export interface Connection {
  readonly status: Readable<Status>
  readonly isOpen: boolean
  send(frame: Uint8Array): void
  /** Gives `take` the body of each message of a type that comes from the room; other tabs are not listened to. */
  listen(messageType: number, take: (body: Uint8Array) => void): void
  /** Tries at once, whatever waits; also after the room was closed to this client. */
  connect(): void
  leave(): void
}

/** A token is renewed this long before it ends, in ms, where it lives longer than twice that. */
const RENEW_BEFORE_MS = 60_000

/** A handshake takes no longer; Node 22's own WebSocket never tells of one that was refused. */
const OPENING_MS = 10_000

/** `setTimeout` holds 2^31 ms; nothing here needs to be right beyond a day. */
const MAX_TIMER_MS = 86_400_000

/** What goes on; each state holds what exists in it alone. */
type Phase =
  | { readonly kind: 'idle' | 'left' | 'closed' }
  | { readonly kind: 'token'; isStale: boolean }
  | { readonly kind: 'open'; readonly liveness: Liveness; readonly cancelRenewal: () => void }
  | { readonly kind: 'opening' | 'waiting'; readonly cancel: () => void }

export const createConnection = (options: ConnectionOptions): Connection => {
  const { doc, environment, onOpen, onLost, ask } = options
  const keeper = createTokenKeeper(options.token, environment.wallMs)
  const status = createValue<Status>({ state: 'connecting', attempt: 0 })
  let phase: Phase = { kind: 'idle' }
  let attempt = 0
  /** The relay does not want to hear of this client before, by the environment's time. */
  let notBeforeMs = 0

  // The provider's own presence stays silent: it would send back everything that it hears.
  const silent = new awarenessProtocol.Awareness(doc)
  silent.setLocalState(null)
  const provider = new WebsocketProvider(options.url, options.room, doc, {
    connect: false,
    awareness: silent,
    WebSocketPolyfill: environment.WebSocket,
    // Coming back is this file's: with jitter, a cap, hints, and a token that is asked for when it is needed.
    shouldReconnect: () => false,
    maxBackoffTime: 0,
  })
  for (const [type, handler] of provider.messageHandlers.entries()) {
    if (handler !== undefined) handle(type, handler)
  }

  function handle(type: number, handler: WebsocketProvider['messageHandlers'][number]) {
    provider.messageHandlers[type] = (encoder, decoder, by, isFromSocket, messageType) => {
      if (isFromSocket && phase.kind === 'open') phase.liveness.heard()
      handler(encoder, decoder, by, isFromSocket, messageType)
    }
  }

  /** Leaves the phase for another one, with all that it held. */
  const enter = (next: Phase) => {
    if (phase.kind === 'open') {
      phase.liveness.stop()
      phase.cancelRenewal()
    } else if (phase.kind === 'waiting' || phase.kind === 'opening') phase.cancel()
    else if (phase.kind === 'token') phase.isStale = true
    phase = next
  }

  const open = async () => {
    const asking: Phase = { kind: 'token', isStale: false }
    enter(asking)
    status.set({ state: 'connecting', attempt })
    let token: string | null
    try {
      token = await keeper.get()
    } catch (error) {
      if (!asking.isStale)
        retry(`the token could not be got: ${error instanceof Error ? error.message : error}`)
      return
    }
    if (asking.isStale) return
    enter({ kind: 'opening', cancel: environment.after(OPENING_MS, () => lose('no answer')) })
    provider.protocols = token === null ? [HOMEROOM_V1] : [HOMEROOM_V1, `bearer.${token}`]
    provider.connect()
  }

  const retry = (reason: string) => {
    const hintMs = hintMsOf(reason)
    notBeforeMs = environment.nowMs() + hintMs
    wait(backoffMs({ attempt, hintMs, isHidden: environment.isHidden(), random: environment.random }))
    attempt += 1
    status.set({ state: 'disconnected', attempt, reason })
  }

  const wait = (ms: number) => enter({ kind: 'waiting', cancel: environment.after(ms, open) })

  /** Tries as soon as the relay may be asked. */
  const hurry = () => {
    const leftMs = notBeforeMs - environment.nowMs()
    if (leftMs > 0) wait(leftMs)
    else void open()
  }

  const scheduleRenewal = (): (() => void) => {
    const { expiresAtMs } = keeper
    if (typeof options.token !== 'function' || expiresAtMs === null) return () => undefined
    const leftMs = expiresAtMs - environment.wallMs()
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(leftMs / 2, leftMs - RENEW_BEFORE_MS))
    return environment.after(waitMs, renewToken)
  }

  /** Gets a new token for the open socket; where that fails the relay closes it in time, and it comes back. */
  const renewToken = async () => {
    keeper.renew()
    const token = await keeper.get().catch(() => null)
    if (token === null || phase.kind !== 'open') return
    options.onToken(token)
    phase.cancelRenewal()
    phase = { ...phase, cancelRenewal: scheduleRenewal() }
  }

  const opened = () => {
    enter({
      kind: 'open',
      liveness: watch(environment, ask, () => lose('no answer')),
      cancelRenewal: scheduleRenewal(),
    })
    onOpen()
  }

  /** Gives up a socket that is dead without a word. */
  const lose = (reason: string) => {
    provider.disconnect()
    retry(reason)
  }

  const closed = (code: number, reason: string) => {
    const wasOpen = phase.kind === 'open'
    const verdict = retryOf(code)
    if (verdict === 'later' || (verdict === 'refresh' && keeper.renew()))
      retry(reason || `closed with ${code}`)
    else {
      enter({ kind: 'closed' })
      status.set({ state: 'closed', code, reason, retry: verdict })
    }
    if (wasOpen) onLost()
  }

  provider.on('status', (event) => {
    if (event.status === 'connected') opened()
    // A loss that this file brought about has no close event.
    else if (event.status === 'disconnected' && phase.kind === 'open') onLost()
  })
  provider.on('connection-close', (event) => {
    if (event !== null && phase.kind !== 'left') closed(event.code, event.reason)
  })
  provider.on('sync', (isSynced) => {
    if (!isSynced) return
    attempt = 0
    status.set({ state: 'connected' })
  })

  const canTry = () => phase.kind === 'waiting' || phase.kind === 'closed' || phase.kind === 'idle'

  const connect = () => {
    if (canTry()) void open()
  }

  const hint = (kind: Hint) => {
    if (kind === 'online' || kind === 'visible') {
      if (phase.kind === 'waiting') hurry()
      else if (phase.kind === 'open') phase.liveness.doubt()
    } else if (kind === 'offline') {
      if (phase.kind === 'open') phase.liveness.doubt()
    } else if (kind === 'frozen') {
      if (phase.kind === 'closed') return
      provider.disconnect()
      enter({ kind: 'idle' })
    } else if (kind === 'resumed' && canTry()) hurry()
  }
  const stopHints = environment.onHint(hint)
  void open()

  return {
    status,
    get isOpen() {
      return phase.kind === 'open'
    },
    send(frame) {
      if (phase.kind === 'open') provider.ws?.send(frame as Uint8Array<ArrayBuffer>)
    },
    listen(type, take) {
      // The type has been read.
      handle(type, (_encoder, decoder, _provider, isFromSocket) => {
        if (isFromSocket) take(decoder.arr.subarray(decoder.pos))
      })
    },
    connect,
    leave() {
      if (phase.kind === 'left') return
      enter({ kind: 'left' })
      stopHints()
      provider.destroy()
      silent.destroy()
      status.set({ state: 'left' })
    },
  }
}
