import { cleanField, isSameJson, type Rules, type TextRules, type Welcome } from '../shared/index.ts'
import { Connection, type ConnectionOptions } from './connection/connection.ts'
import { type Notice, ProtocolV1 } from './connection/protocol-v1.ts'
import { createTokenKeeper } from './connection/token.ts'
import type { PresenceEnvironment } from './environment.ts'
import { fenced } from './fence.ts'
import type { Part } from './part.ts'
import type { AwarenessRules } from './presence/awareness-rules.ts'
import { watchAway } from './presence/away.ts'
import { PeopleView } from './presence/people-view.ts'
import { PresenceChannel, type PresenceChannelOptions } from './presence/presence-channel.ts'
import type { Clean } from './presence/read-state.ts'
import { OwnSelf } from './presence/self.ts'
import type { PresenceStates } from './presence/states.ts'
import type { RelayAccess } from './relay-access.ts'
import type { PresenceOptions, PresenceRoom } from './room-api.ts'
import { type ReadonlyStore, readonly, Store } from './store.ts'

export interface RoomCoreOptions
  extends Pick<ConnectionOptions, 'url' | 'room' | 'query' | 'offering' | 'uploads' | 'onReset'>,
    Pick<PresenceChannelOptions, 'write'> {
  readonly options: PresenceOptions
  /** A fenced one. */
  readonly environment: PresenceEnvironment
  readonly awareness: PresenceStates
  /** What is a name and what an emoji. */
  readonly text: TextRules
  /** How an Awareness is read; absent where the states come from a relay of ours alone. */
  readonly rules?: (welcome: ReadonlyStore<Welcome | null>) => AwarenessRules
  /** The message that every relay answers, for as long as this one has not said of which make it is. */
  readonly question: () => Uint8Array
  /** Everyone who is in the room has been named, after a connection was opened. */
  readonly onSnapshot?: () => void
}

/** What a room is with a document and without: its connection, the people in it. */
export class RoomCore {
  readonly environment: PresenceEnvironment
  readonly access: RelayAccess
  readonly awareness: PresenceStates
  readonly clean: Clean
  readonly welcome: Store<Welcome | null>
  readonly notice: Store<Notice | null>
  readonly connection: Connection
  readonly protocol: ProtocolV1
  readonly self: OwnSelf
  readonly view: PeopleView
  readonly presence: PresenceChannel
  readonly #parts: Part[] = []
  readonly #rules: Store<Rules>
  #isLeft = false
  #cause: 'dropped' | undefined

  constructor(options: RoomCoreOptions) {
    const { awareness, environment, onSnapshot, question, text } = options
    const { space = 'free', throttleMs = 50, token } = options.options
    const { report } = environment
    const tokens = createTokenKeeper(token, environment.wallMs)
    this.environment = environment
    this.awareness = awareness
    this.welcome = new Store<Welcome | null>(null, report)
    this.notice = new Store<Notice | null>(null, report)
    this.#rules = new Store<Rules>({ follow: null, reactionsMuted: false, locked: false }, report)
    const clean: Clean = (field, value) => cleanField(field, value, space, text)
    this.clean = clean
    const self = new OwnSelf({ awareness, clean, report })
    this.self = self
    const view = new PeopleView({
      awareness,
      self,
      clean,
      environment,
      verifies: () => this.welcome.get()?.verifies === true,
      rules: options.rules?.(this.welcome),
      reasonOf: (clientId) => this.presence.reasonOf(clientId),
    })
    this.view = view
    const connection = new Connection({
      ...options,
      tokens,
      parts: this.#parts,
      ask: () => protocol.ask(question),
      onToken: (next) => protocol.refresh(next),
    })
    this.connection = connection
    this.access = { url: options.url, room: options.room, tokens, channel: connection }
    const protocol = new ProtocolV1(connection, environment, {
      onWelcome: (next, before) => this.#welcomed(next, before),
      // Told at once: a hand that goes up again within the throttle's time would be no change to the relay.
      onStamps: (stamps) => self.confirm(stamps) && this.presence.flush(),
      onNotice: (notice) => {
        if (notice.code === 'no-entry') this.presence.announce()
        this.notice.set(notice)
      },
    })
    this.protocol = protocol
    this.presence = new PresenceChannel({
      ...options,
      channel: connection,
      throttleMs,
      self,
      protocol,
      onSnapshot: () => {
        view.settle()
        onSnapshot?.()
      },
      onCrowd: () => view.crowded(),
      onFault: this.fault,
    })
  }

  /**
   * Begins, with what is to be seen of this client from the start. Parts stand before those that build on them: `first` before
   * all of the core's, `then` behind its connection and before presence.
   */
  start(presence: PresenceOptions['presence'], first: readonly Part[], then: readonly Part[]): void {
    this.#parts.push(
      ...first,
      this.self,
      this.view,
      { stop: () => this.connection.leave(this.#cause) },
      this.protocol,
      ...then,
      this.presence,
      { stop: watchAway(this.environment, (away) => this.self.away(away)) },
      // Where the page is shown again, so is how this client has moved.
      { stop: this.environment.onHint(() => this.presence.flush()) },
    )
    try {
      if (presence !== undefined) this.self.set(presence)
    } catch (error) {
      this.leave()
      throw error
    }
  }

  /** Takes a part that nothing builds on: it is stopped with the room. */
  add(part: Part): void {
    this.#parts.push(part)
  }

  leave(cause?: 'dropped'): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#cause = cause
    for (const part of [...this.#parts].reverse()) fenced(this.environment.report, () => part.stop?.())
  }

  /** Tells the app what was refused, or could not be read. */
  readonly fault = (code: string, text: string): void => this.notice.set({ code, text })

  #welcomed(next: Welcome, before: Welcome | null): void {
    this.welcome.set(next)
    if (!isSameJson(next.rules, this.#rules.get())) this.#rules.set(next.rules)
    this.self.identify(next.identity)
    // Another role may be present where the one before was not heard.
    if (before !== null && before.identity.rights !== next.identity.rights) this.presence.announce()
    // Others may hear of it again.
    else this.presence.flush()
  }

  facade(): PresenceRoom {
    const { people, others, hands } = this.view
    return {
      self: { ...readonly(this.self.value), set: this.self.set },
      others: readonly(others),
      people,
      hands: readonly(hands),
      status: readonly(this.connection.status),
      welcome: readonly(this.welcome),
      notice: readonly(this.notice),
      rules: readonly(this.#rules),
      serverMs: () => this.protocol.serverMs(),
      reconnect: () => this.connection.connect(),
      leave: () => this.leave(),
    }
  }
}
