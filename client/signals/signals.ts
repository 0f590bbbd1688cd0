import {
  fault,
  isKnownSignal,
  type Json,
  may,
  ok,
  type Result,
  readSignals,
  SIGNALS,
  type Signal,
  type SignalSender,
  writeSignalRequest,
} from '../../shared/index.ts'
import * as TYPE from '../../shared/message-types.ts'
import { frozen } from '../frozen.ts'
import { Listeners } from '../listeners.ts'
import type { Part } from '../part.ts'
import type { Person, PersonFields } from '../presence/people.ts'
import type { OtherFields } from '../presence/people-lists.ts'
import type { DataOf, KindOf, RegisteredPresence, RegisteredSignals } from '../register.ts'
import type { SignalRoom } from './signal-room.ts'

/** A signal of somebody else, as it is heard here. */
export interface HeardSignal<
  Kind extends string = string,
  Data = Json,
  Own extends object = RegisteredPresence,
> extends Omit<Signal, 'kind' | 'data'> {
  /** What it is: one of the kinds that the relay knows (docs/protocol.md), or a name of your own. */
  readonly kind: Kind
  /** Its data; null where it was sent with none. */
  readonly data: Data
  readonly from: SignalSender & {
    /** The sender among the people of the room; null where they are not there. */
    readonly person: Person<Own> | null
  }
}

/** A signal of a kind, or of any (`'*'`): its `kind` says what its `data` is. */
export type HeardOf<Kind extends string, Signals extends object, Own extends object> = Kind extends '*'
  ? HeardOf<Exclude<KindOf<Signals>, '*'>, Signals, Own>
  : HeardSignal<Kind, DataOf<Signals, Kind>, Own>

/** What follows the kind when a signal is sent: its data, which may be left out where they may be null. */
export type SendArguments<Data> = null extends Data
  ? [data?: Data, options?: SendOptions]
  : [data: Data, options?: SendOptions]

/** How a signal is sent. */
export interface SendOptions {
  /** Those who are told; everyone else by default. */
  readonly to?: SignalReceivers | undefined
}

/** The receivers of a signal: all tabs of a person, one tab, or clientIDs. */
export type SignalReceivers =
  | Pick<PersonFields, 'clientIds'>
  | Pick<OtherFields, 'clientId'>
  | readonly number[]

/** Why a signal was not sent. What the relay refuses afterwards is told by `room.notice`. */
export type SignalFault = 'not-connected' | 'bad-signal' | 'role-forbidden' | 'reactions-muted'

/** What became of a signal: `ok`, or a fault with a code for programs and a text for people. It never throws. */
export type SendResult = Result<null, SignalFault>

/**
 * Signals: things that happen now. They are told to the people who are there, and kept nowhere.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b')
 * const stop = room.signals.on('bell', ({ from }) => console.log('rung by', from.name))
 * const sent = room.signals.send('bell', { loud: true })
 * if (!sent.ok) console.warn(sent.fault.code, sent.fault.message)
 * stop()
 * ```
 */
export interface Signals<
  Own extends object = RegisteredSignals,
  OwnPresence extends object = RegisteredPresence,
> {
  /**
   * Sends a signal to everyone else, or to the receivers in `to`. It goes now or never: where it cannot be sent the answer
   * says why, and nothing waits for a connection.
   */
  send<Kind extends KindOf<Own>>(kind: Kind, ...rest: SendArguments<DataOf<Own, Kind>>): SendResult
  /**
   * Calls `listener` with each signal of a kind, or of all (`'*'`), until the returned function is called. What it throws is
   * reported by {@link Environment.report}.
   */
  on<Kind extends KindOf<Own> | '*'>(
    kind: Kind,
    listener: (signal: HeardOf<Kind, Own, OwnPresence>) => void,
  ): () => void
}

/** The signals of one room. `send` and `on` need no `this`. */
export class RoomSignals implements Part {
  /** Told of the signals of each message, when those who listen to a kind have been. */
  readonly batches: Listeners<readonly HeardSignal[]>
  readonly #room: SignalRoom
  readonly #listenersByKind = new Map<string, Listeners<HeardSignal>>()

  constructor(room: SignalRoom) {
    this.#room = room
    this.batches = new Listeners(room.environment.report)
    room.connection.listen(TYPE.signal, (body) => {
      const signals = readSignals(body)
      if (signals.ok) this.#take(signals.value)
    })
    room.add(this)
  }

  readonly send = (kind: string, data: Json = null, options?: SendOptions | null): SendResult => {
    const { connection, protocol } = this.#room
    // Plain JavaScript says by null that there are none.
    const to = options?.to
    const welcome = connection.isOpen ? protocol.welcome : null
    if (welcome === null) return fault('not-connected', 'No relay is connected that passes on signals.')
    const { identity } = welcome
    const right = isKnownSignal(kind) ? SIGNALS[kind] : 'signal'
    if (!may(identity, right))
      return fault(
        'role-forbidden',
        right === 'moderate' ? 'This needs the host role.' : 'A viewer sends no signals.',
      )
    if (kind === 'reaction' && welcome.rules.reactionsMuted && !may(identity, 'moderate'))
      return fault('reactions-muted', 'A host has muted reactions.')
    const clientIds = to === undefined ? [] : clientIdsOf(to)
    // On the wire none is everyone.
    if (to !== undefined && clientIds.length === 0) return fault('bad-signal', 'The signal is for nobody.')
    const message = writeSignalRequest({ kind, data, to: clientIds })
    if (!message.ok) return message
    connection.send(message.value)
    return ok(null)
  }

  readonly on = (kind: string, listener: (signal: HeardSignal) => void): (() => void) => {
    const listeners =
      this.#listenersByKind.get(kind) ?? new Listeners<HeardSignal>(this.#room.environment.report)
    this.#listenersByKind.set(kind, listeners)
    return listeners.add(listener)
  }

  /** For the app. */
  readonly facade = { send: this.send, on: this.on } as Signals

  stop(): void {
    this.#listenersByKind.clear()
  }

  #take(signals: readonly Signal[]): void {
    const find = finder(this.#room.view.people.get())
    const heard = signals.map((signal) =>
      frozen({ ...signal, from: { ...signal.from, person: find(signal.from) } }),
    )
    for (const signal of heard) {
      this.#listenersByKind.get(signal.kind)?.tell(signal)
      this.#listenersByKind.get('*')?.tell(signal)
    }
    this.batches.tell(heard)
  }
}

/** None where `to` is none of these, whatever an app without types has given. */
const clientIdsOf = (to: unknown): readonly number[] => {
  const { clientId, clientIds = to } = Object(to)
  const given = clientId === undefined ? clientIds : [clientId]
  return Array.isArray(given) && given.every((id) => Number.isInteger(id) && id > 0) ? given : []
}

/** Finds senders among people: by their tab, or by their id where they sent it from elsewhere. */
const finder = (people: readonly Person[]): ((from: SignalSender) => Person | null) => {
  const byClient = new Map(people.flatMap((person) => person.clientIds.map((id) => [id, person])))
  const byKey = new Map(people.map((person) => [person.key, person]))
  return ({ clientId, id }) =>
    (clientId === null ? undefined : byClient.get(clientId)) ?? byKey.get(`id:${id}`) ?? null
}
