import * as awarenessProtocol from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { CLOSES, HOMEROOM_V1, type RoomId } from '../../shared/index.ts'
import type { Environment, Hint } from '../environment.ts'
import { createValue, type Readable } from '../store.ts'
import { backoffMs, hintMsOf } from './backoff.ts'
import { type Liveness, watch } from './liveness.ts'
import { overheard } from './overheard.ts'
import { retryOf, type Status } from './status.ts'
import { createTokenKeeper, type TokenSource } from './token.ts'
import { createUplink } from './upload-estimate.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly room: RoomId
  readonly doc: Y.Doc
  readonly token: TokenSource | undefined
  readonly environment: Environment
  /** The generation of the room whose copy is here: told at the join; null where it is of none. */
  readonly epoch: () => string | null
  /** A frame is about to be sent, whoever sends it. */
  readonly onFrame: (frame: Uint8Array) => void
  /** A socket is open; nothing has been sent on it but what this sends. */
  readonly onOpen: () => void
  readonly onLost: () => void
  /** Asks the other side for a sign of life. */
  readonly ask: () => void
  /** A new token was got for the socket that is open. */
  readonly onToken: (token: string) => void
  /** The room is another one now. True where nothing here is lost by that, and it may come back at once. */
  readonly onReset: () => boolean
}

/** One room's socket, which comes back. The document syncs over y-websocket's provider; the rest is here. */
export interface Connection {
  readonly status: Readable<Status>
  readonly isOpen: boolean
  /** A socket is there, or on its way: whose copy this is has been told. */
  readonly hasTold: boolean
  /** The origin of what the relay brings to the document. */
  readonly origin: unknown
  /** Connects for the first time; before that nothing does. */
  start(): void
  send(frame: Uint8Array): void
  /** Gives `take` the body of each message of a type that comes from the room; other tabs are not listened to. */
  listen(messageType: number, take: (body: Uint8Array) => void): void
  /** Tries at once, whatever waits; also after the room was closed to this client. */
  connect(): void
  /** Connects after `room-reset`. */
  rejoin(): void
  leave(cause?: 'dropped'): void
}

/** A token is renewed this long before it ends, in ms, where it lives longer than twice that. */
const RENEW_BEFORE_MS = 60_000

/** No sooner, in ms: whoever gives out tokens that are nearly over is not asked for one after the other. */
const RENEW_AFTER_MS = 1_000

/** A token function takes no longer: it asks a server, which may be gone without a word. */
const TOKEN_MS = 30_000

/** A handshake takes no longer; Node 22's own WebSocket never tells of one that was refused. */
const OPENING_MS = 10_000

/** `setTimeout` holds 2^31 ms; nothing here needs to be right beyond a day. */
const MAX_TIMER_MS = 86_400_000

/** What goes on; each state holds what exists in it alone. */
type Phase =
  | { readonly kind: 'new' | 'idle' | 'left' | 'closed' | 'reset' }
  | { readonly kind: 'token'; isStale: boolean; readonly cancel: () => void }
  | { readonly kind: 'open'; readonly liveness: Liveness; readonly cancelRenewal: () => void }
  | { readonly kind: 'opening' | 'waiting'; readonly cancel: () => void }

export const createConnection = (options: ConnectionOptions): Connection => {
  const { doc, environment, onOpen, onLost, ask } = options
  const keeper = createTokenKeeper(options.token, environment.wallMs)
  const uplink = createUplink(environment)
  const status = createValue<Status>({ state: 'connecting', attempt: 0 })
  let phase: Phase = { kind: 'new' }
  let attempt = 0
  /** The relay does not want to hear of this client before, by the environment's time. */
  let notBeforeMs = 0

  // The provider's own presence stays silent: it would send back everything that it hears.
  const silent = new awarenessProtocol.Awareness(doc)
  silent.setLocalState(null)
  const provider = new WebsocketProvider(options.url, options.room, doc, {
    connect: false,
    awareness: silent,
    WebSocketPolyfill: overheard(environment.WebSocket, (frame) => {
      uplink.sent(frame.length)
      options.onFrame(frame)
    }),
    // Tabs are told by tabs.ts, which knows of generations and works without a connection.
    disableBc: true,
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
    else if (phase.kind === 'token') {
      phase.isStale = true
      phase.cancel()
    }
    phase = next
  }

  const open = async () => {
    const late = environment.after(TOKEN_MS, () => retry('the token did not come'))
    const asking: Phase = { kind: 'token', isStale: false, cancel: late }
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
    const epoch = options.epoch()
    provider.params = epoch === null ? {} : { epoch }
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
    // By this clock, which may be wrong. Whether it is over the relay says.
    if (leftMs <= 0) return () => undefined
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(leftMs / 2, leftMs - RENEW_BEFORE_MS, RENEW_AFTER_MS))
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
      liveness: watch(
        environment,
        ask,
        () => lose('no answer'),
        () => !provider.synced || uplink.isBusy(),
      ),
      cancelRenewal: scheduleRenewal(),
    })
    onOpen()
  }

  /** Gives up a socket that is dead without a word. */
  const lose = (reason: string) => {
    // Where the line is dead one way only, this arrives: no goodbye, as a close without a code would be.
    provider.ws?.close(4000, reason)
    provider.disconnect()
    retry(reason)
  }

  const closed = (code: number, reason: string) => {
    const wasOpen = phase.kind === 'open'
    const verdict = retryOf(code)
    if (code === CLOSES['room-reset'].close) reset()
    else if (verdict === 'later' || (verdict === 'refresh' && keeper.renew()))
      retry(reason || `closed with ${code}`)
    else {
      enter({ kind: 'closed' })
      status.set({ state: 'closed', code, reason, retry: verdict })
    }
    if (wasOpen) onLost()
  }

  const reset = () => {
    if (options.onReset()) retry(CLOSES['room-reset'].text)
    else {
      enter({ kind: 'reset' })
      status.set({ state: 'room-reset' })
    }
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
    // What was refused for good is not shown again where another one can be had.
    if (phase.kind === 'closed') keeper.renew()
    if (canTry()) void open()
  }

  const hint = (kind: Hint) => {
    if (kind === 'online' || kind === 'visible') {
      if (phase.kind === 'waiting') hurry()
      else if (phase.kind === 'open') phase.liveness.doubt()
    } else if (kind === 'offline') {
      if (phase.kind === 'open') phase.liveness.doubt()
    } else if (kind === 'frozen') {
      if (phase.kind === 'new' || phase.kind === 'closed' || phase.kind === 'reset') return
      provider.disconnect()
      enter({ kind: 'idle' })
    } else if (kind === 'resumed' && canTry()) hurry()
  }
  const stopHints = environment.onHint(hint)

  return {
    status,
    get isOpen() {
      return phase.kind === 'open'
    },
    get hasTold() {
      return phase.kind === 'opening' || phase.kind === 'open'
    },
    origin: provider,
    start() {
      if (phase.kind === 'new') void open()
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
    rejoin() {
      if (phase.kind !== 'reset') return
      attempt = 0
      void open()
    },
    leave(cause) {
      if (phase.kind === 'left') return
      enter({ kind: 'left' })
      stopHints()
      provider.destroy()
      silent.destroy()
      status.set(cause === 'dropped' ? { state: 'left', isDropped: true } : { state: 'left' })
    },
  }
}
