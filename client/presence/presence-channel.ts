import { type GoneReason, type JsonObject, readPresence, type Welcome } from '../../shared/index.ts'
import * as TYPE from '../../shared/message-types.ts'
import type { Environment } from '../environment.ts'
import { fenced } from '../fence.ts'
import type { Channel, Part } from '../part.ts'
import { OwnPresenceSaid } from './own-presence.ts'
import { type Said, ShortIds } from './short-ids.ts'
import type { PresenceStates, SaidState, StatesChange } from './states.ts'
import { createThrottle, type Throttle } from './throttle.ts'

export interface PresenceChannelOptions {
  readonly awareness: PresenceStates
  /** Writes what came from the room into the Awareness. */
  readonly write: (said: readonly SaidState[]) => void
  readonly channel: Channel
  readonly environment: Pick<Environment, 'nowMs' | 'after' | 'report' | 'isHidden'>
  /** At most one message of own presence in this many ms, and in a large room fewer; the first at once, the last always. */
  readonly throttleMs: number
  /** Before this client has said something of itself, an own state that is there is sent to nobody. */
  readonly self: { readonly isPresent: { get(): boolean }; stamps(): JsonObject }
  /** The welcome is there once the relay has welcomed the socket that is open. */
  readonly protocol: { readonly welcome: Pick<Welcome, 'limits'> | null }
  /** Everyone who is in the room has been named, after a connection was opened. */
  readonly onSnapshot: () => void
  /** There are more people than this client is told of. */
  readonly onCrowd: () => void
  /** Own presence cannot be sent as it is: the others see what was sent before. A code for programs, a text for people. */
  readonly onFault: (code: string, text: string) => void
}

/** Presence on its way between an Awareness and the socket: own state out, others in, nothing heard sent back. */
export class PresenceChannel implements Part {
  readonly #options: PresenceChannelOptions
  readonly #awareness: PresenceStates
  readonly #own: OwnPresenceSaid
  readonly #shortIds: ShortIds
  readonly #throttle: Throttle
  #said: Said = new Map()
  #isSnapshotDue = false
  /** What was wrong with own presence when it was to be sent last; empty where nothing was. */
  #fault = ''

  constructor(options: PresenceChannelOptions) {
    const { awareness, channel } = options
    this.#options = options
    this.#awareness = awareness
    this.#own = new OwnPresenceSaid(() => options.self.stamps())
    this.#shortIds = new ShortIds(() => awareness.clientID)
    this.#throttle = createThrottle(
      options.environment,
      () => Math.max(options.throttleMs, 1000 / (this.#mostPerSecond() || 1)),
      () => this.#send(),
    )
    // Both: a listener of the app's that throws at the first keeps Awareness from telling of the second.
    awareness.on('change', this.#localChanged)
    awareness.on('update', this.#localChanged)
    channel.listen(TYPE.presence, (body) => this.#takeCompact(body))
    channel.listen(TYPE.crowd, ([total]) => {
      // At its end everyone is named once more.
      if (total) options.onCrowd()
      else this.#isSnapshotDue = true
    })
    // The other side's question is answered with what is ours, not with all that we have heard.
    channel.listen(TYPE.queryAwareness, () => this.announce())
  }

  /** A new socket is open: it is told everything. */
  opened(): void {
    this.#shortIds.clear()
    this.#said = new Map()
    this.#isSnapshotDue = true
    this.announce()
  }

  /** The socket is lost: of the others nothing is known. */
  lost(): void {
    const { clientID, meta, states } = this.#awareness
    const others = [...states.keys()].filter((clientId) => clientId !== clientID)
    this.#options.write(
      others.map((clientId) => ({ clientId, state: null, clock: meta.get(clientId)?.clock ?? 0 })),
    )
  }

  stop(): void {
    const state = this.#awareness.getLocalState()
    this.#goodbye()
    this.#awareness.off('change', this.#localChanged)
    this.#awareness.off('update', this.#localChanged)
    // An Awareness of the app's own goes on, with what was in it.
    fenced(this.#options.environment.report, () => this.#awareness.setLocalState(state))
  }

  /** Yjs gave the document another clientID: the entry under the old one goes, and presence follows. */
  renamed(clientId: number): void {
    const awareness = this.#awareness
    const state = awareness.getLocalState()
    this.#goodbye()
    awareness.clientID = clientId
    fenced(this.#options.environment.report, () => awareness.setLocalState(state))
  }

  /** Tells all of the own entry once more: the relay may have refused what was told. */
  announce(): void {
    this.#own.forget()
    this.flush()
  }

  /** Sends now what waits. */
  flush(): void {
    this.#throttle.cancel()
    this.#send()
  }

  /** Takes what a message says of others; the first one on a socket names all of them. */
  take(said: readonly SaidState[]): void {
    this.#options.write(said)
    if (!this.#isSnapshotDue) return
    this.#isSnapshotDue = false
    this.#options.onSnapshot()
  }

  /** Why a client is gone of which the Awareness tells that it is; undefined where the relay has not said so. */
  reasonOf(clientId: number): GoneReason | undefined {
    const said = this.#said.get(clientId)
    return typeof said === 'string' ? said : undefined
  }

  readonly #localChanged = ({ added, updated, removed }: StatesChange) => {
    const { clientID } = this.#awareness
    if ([added, updated, removed].some((clientIds) => clientIds.includes(clientID))) this.#throttle.request()
  }

  /** Takes the own state away, here and in the room. */
  #goodbye(): void {
    // A recording has what was said last.
    this.flush()
    fenced(this.#options.environment.report, () => this.#awareness.setLocalState(null))
    this.flush()
  }

  /** How often a second own presence is told at most; 0 where nobody sees this client move. */
  #mostPerSecond(): number {
    const { environment, protocol } = this.#options
    // A relay that says nothing of it, and one of another make, takes what a display shows.
    return environment.isHidden() ? 0 : (protocol.welcome?.limits.presencePerSecond ?? 60)
  }

  #send(): void {
    if (!this.#options.channel.isOpen) return
    const { clientID } = this.#awareness
    const message = this.#own.tell({
      clientId: clientID,
      state: this.#options.self.isPresent.get() ? this.#awareness.getLocalState() : null,
      clock: this.#awareness.meta.get(clientID)?.clock ?? 0,
      isWelcome: this.#options.protocol.welcome !== null,
      isUnseen: this.#mostPerSecond() === 0,
    })
    const text = message.ok ? '' : message.fault.message
    // Once, not with each move of a pointer.
    if (!message.ok && text !== this.#fault) this.#options.onFault(message.fault.code, text)
    this.#fault = text
    if (message.ok && message.value !== null) this.#options.channel.send(message.value)
  }

  #takeCompact(body: Uint8Array): void {
    const items = readPresence(body)
    if (!items.ok) return
    this.#said = this.#shortIds.take(items.value)
    this.take(
      Array.from(this.#said, ([clientId, state]) => ({
        clientId,
        state: typeof state === 'string' ? null : state,
      })),
    )
  }
}
