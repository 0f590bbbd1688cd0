import { isSameJson, type Rules, type TextRules, type Welcome } from '../shared/index.ts'
import { Connection, type ConnectionOptions } from './connection/connection.ts'
import { type Notice, ProtocolV1, type ProtocolV1Events } from './connection/protocol-v1.ts'
import { ORIGIN_CODE } from './connection/status.ts'
import type { Environment } from './environment.ts'
import { fenced } from './fence.ts'
import type { Part } from './part.ts'
import { watchAway } from './presence/away.ts'
import { PeopleView } from './presence/people-view.ts'
import { PresenceChannel, type PresenceChannelOptions } from './presence/presence-channel.ts'
import { OwnSelf } from './presence/self.ts'
import type { PresenceStates } from './presence/states.ts'
import type { PresenceOptions, PresenceRoom } from './room-api.ts'
import { ShownReactions } from './signals/reactions.ts'
import { RoomSignals } from './signals/signals.ts'
import { readonly, Store } from './store.ts'

export interface RoomCoreOptions
  extends Pick<ConnectionOptions, 'url' | 'room' | 'query' | 'offering' | 'uploads' | 'onReset'> {
  readonly options: PresenceOptions
  /** A fenced one. */
  readonly environment: Environment
  readonly awareness: PresenceStates
  /** What is a name and what an emoji. */
  readonly text: TextRules
  readonly readStock?: PresenceChannelOptions['readStock']
  /** The message that every relay answers, for as long as this one has not said of which make it is. */
  readonly question: () => Uint8Array
  readonly onWelcome?: (welcome: Welcome) => void
  /** A notice is about to be told to the app. */
  readonly onNotice?: (code: string) => void
  readonly onSaved?: ProtocolV1Events['onSaved']
  /** Everyone who is in the room has been named, after a connection was opened. */
  readonly onSnapshot?: () => void
}

/** What a room is with a document and without: its connection, the people, their signals. */
export class RoomCore {
  readonly welcome: Store<Welcome | null>
  readonly connection: Connection
  readonly protocol: ProtocolV1
  readonly self: OwnSelf
  readonly #options: RoomCoreOptions
  readonly #parts: Part[] = []
  readonly #notice: Store<Notice | null>
  readonly #rules: Store<Rules>
  readonly #view: PeopleView
  readonly #signals: RoomSignals
  readonly #reactions: ShownReactions
  readonly #presence: PresenceChannel
  #isLeft = false
  #cause: 'dropped' | undefined

  constructor(options: RoomCoreOptions) {
    const { awareness, environment, text } = options
    const { space = 'free', throttleMs = 50, token } = options.options
    const { report } = environment
    this.#options = options
    this.welcome = new Store<Welcome | null>(null, report)
    this.#notice = new Store<Notice | null>(null, report)
    this.#rules = new Store<Rules>({ follow: null, reactionsMuted: false, locked: false }, report)
    this.self = new OwnSelf({ awareness, space, text, report })
    this.#view = new PeopleView({
      awareness,
      self: this.self.value,
      isPresent: this.self.isPresent,
      space,
      text,
      environment,
      verifies: () => this.welcome.get()?.verifies === true,
      stamps: () => this.welcome.get() !== null,
      hasLeft: (clientId) => this.#presence.hasLeft(clientId),
    })
    this.connection = new Connection({
      ...options,
      token,
      parts: this.#parts,
      ask: () => this.protocol.ask(options.question),
      onToken: (next) => this.protocol.refresh(next),
    })
    this.connection.status.subscribe((status) => {
      // No person can do anything about it, and the author of the page may show no status.
      if (status.state === 'closed' && status.code === ORIGIN_CODE) report(new Error(status.reason))
    })
    this.protocol = this.#makeProtocol()
    this.#signals = new RoomSignals({
      channel: this.connection,
      welcome: () => this.protocol.welcome,
      people: this.#view.lists.people.get,
      report,
    })
    this.#reactions = this.#makeReactions()
    this.#presence = new PresenceChannel({
      awareness,
      channel: this.connection,
      environment,
      throttleMs,
      isPresent: this.self.isPresent.get,
      isWelcome: () => this.protocol.welcome !== null,
      readStock: options.readStock,
      stamps: () => this.self.stamps(),
      onSnapshot: () => {
        this.#view.settle()
        options.onSnapshot?.()
      },
      onFault: this.fault,
    })
  }

  /**
   * Begins, with what is to be seen of this client from the start. Parts stand before those that build on them: `first` before
   * all of the core's, `then` behind its connection and before presence.
   */
  start(first: readonly Part[], then: readonly Part[]): void {
    this.#parts.push(
      ...first,
      this.self,
      this.#view,
      { stop: () => this.connection.leave(this.#cause) },
      this.protocol,
      ...then,
      this.#signals,
      this.#reactions,
      this.#presence,
      { stop: watchAway(this.#options.environment, (away) => this.self.away(away)) },
    )
    const { presence } = this.#options.options
    try {
      if (presence !== undefined) this.self.set(presence)
    } catch (error) {
      this.leave()
      throw error
    }
  }

  leave(cause?: 'dropped'): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#cause = cause
    for (const part of [...this.#parts].reverse())
      fenced(this.#options.environment.report, () => part.stop?.())
  }

  /** An Awareness of the app's own goes on without the people of this room. */
  forgetOthers(): void {
    this.#presence.lost()
  }

  /** This client has another clientID: presence follows it, on a socket of its own. */
  renamed(clientId: number): void {
    this.#presence.renamed(clientId)
    this.#view.renamed()
    this.connection.renew()
  }

  /** Tells the app what was refused, or could not be read. */
  readonly fault = (code: string, text: string): void => this.#notice.set({ code, text })

  #makeProtocol(): ProtocolV1 {
    return new ProtocolV1(this.connection, this.#options.environment, {
      onWelcome: (next, before) => this.#welcomed(next, before),
      // Told at once: a hand that goes up again within the throttle's time would be no change to the relay.
      onStamps: (stamps) => this.self.confirm(stamps) && this.#presence.flush(),
      onNotice: (notice) => {
        if (notice.code === 'reactions-muted') this.#reactions.retract()
        if (notice.code === 'no-entry') this.#presence.announce()
        this.#options.onNotice?.(notice.code)
        this.#notice.set(notice)
      },
      onSignals: (signals) => this.#reactions.take(this.#signals.take(signals)),
      onSaved: (body) => this.#options.onSaved?.(body),
    })
  }

  #makeReactions(): ShownReactions {
    const { environment, text } = this.#options
    return new ShownReactions({
      signals: this.#signals,
      environment,
      emojiOf: text.emoji,
      serverMs: () => this.protocol.serverMs(),
      own: () => this.#view.own(),
    })
  }

  #welcomed(next: Welcome, before: Welcome | null): void {
    this.welcome.set(next)
    this.#options.onWelcome?.(next)
    if (!isSameJson(next.rules, this.#rules.get())) this.#rules.set(next.rules)
    this.self.identify(next.identity)
    // Another role may be present where the one before was not heard.
    if (before !== null && before.identity.rights !== next.identity.rights) this.#presence.announce()
  }

  facade(): PresenceRoom {
    const { people, others, hands } = this.#view.lists
    return {
      self: { ...readonly(this.self.value), set: this.self.set },
      others: readonly(others),
      people,
      hands: readonly(hands),
      status: readonly(this.connection.status),
      welcome: readonly(this.welcome),
      notice: readonly(this.#notice),
      signals: { send: this.#signals.send, on: this.#signals.on } as PresenceRoom['signals'],
      reactions: { ...readonly(this.#reactions.shown), send: this.#reactions.send },
      rules: readonly(this.#rules),
      serverMs: () => this.protocol.serverMs(),
      reconnect: () => this.connection.connect(),
      leave: () => this.leave(),
    }
  }
}
