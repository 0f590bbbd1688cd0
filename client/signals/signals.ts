import {
  fault,
  isKnownSignal,
  type Json,
  may,
  ok,
  type Result,
  type Right,
  type Role,
  SIGNALS,
  type Signal,
  type SignalSender,
  writeSignalRequest,
} from '../../shared/index.ts'
import type { Connection } from '../connection/connection.ts'
import type { Session } from '../connection/protocol-v1.ts'
import type { Person } from '../presence/people.ts'
import type { Other } from '../presence/published-lists.ts'

/** A signal of somebody else, as it is heard here. */
export interface HeardSignal extends Signal {
  readonly from: SignalSender & {
    /** Who that is among the people of the room; null where they are not there. */
    readonly person: Person | null
  }
}

/** Whom a signal is for: somebody, one of their tabs, or clientIDs. */
export type SignalReceivers = Pick<Person, 'clientIds'> | Pick<Other, 'clientId'> | readonly number[]

/** Why a signal was not sent. What the relay refuses afterwards is told by `room.notice`. */
export type SignalFault = 'not-connected' | 'bad-signal' | 'role-forbidden' | 'reactions-muted'

export type SendResult = Result<null, SignalFault>

/** Events with a life: they are told to who is there, and kept nowhere. */
export interface Signals {
  /**
   * Tells everyone else, or those of `to`. It goes now or never: where it cannot be sent the answer says why, and nothing
   * waits for a connection.
   */
  send(kind: string, data?: Json, options?: { readonly to?: SignalReceivers }): SendResult
  /** Calls `listener` with each signal of a kind, or of all (`'*'`), until the returned function is called. */
  on(kind: string, listener: (signal: HeardSignal) => void): () => void
}

export interface SignalsOptions {
  readonly connection: Pick<Connection, 'isOpen' | 'send'>
  readonly session: Pick<Session, 'welcome'>
  readonly people: () => readonly Person[]
}

export interface SignalsControl extends Signals {
  /** Takes the signals of a frame; gives them as they are heard here. */
  take(signals: readonly Signal[]): readonly HeardSignal[]
  stop(): void
}

export const createSignals = ({ connection, session, people }: SignalsOptions): SignalsControl => {
  const listenersByKind = new Map<string, Set<(signal: HeardSignal) => void>>()

  const tell = (kind: string, signal: HeardSignal) => {
    const listeners = listenersByKind.get(kind)
    if (listeners === undefined) return
    // A listener may unsubscribe itself or others while it is called.
    for (const listener of [...listeners]) if (listeners.has(listener)) listener(signal)
  }

  return {
    send(kind, data = null, { to } = {}) {
      const welcome = connection.isOpen ? session.welcome : null
      if (welcome === null)
        return fault('not-connected', 'There is no connection to a relay that passes on signals.')
      const { role } = welcome.identity
      const right = isKnownSignal(kind) ? SIGNALS[kind].right : 'signal'
      if (!may(role, right)) return fault('role-forbidden', LACKING[right])
      if (kind === 'reaction' && welcome.rules.reactionsMuted && !isHost(role))
        return fault('reactions-muted', 'A host has muted reactions.')
      const clientIds = to === undefined ? [] : clientIdsOf(to)
      // On the wire none is everyone.
      if (to !== undefined && clientIds.length === 0) return fault('bad-signal', 'The signal is for nobody.')
      const frame = writeSignalRequest({ kind, data, to: clientIds })
      if (!frame.ok) return frame
      connection.send(frame.value)
      return ok(null)
    },

    on(kind, listener) {
      const own = (signal: HeardSignal) => listener(signal)
      const listeners = listenersByKind.get(kind) ?? new Set()
      listenersByKind.set(kind, listeners.add(own))
      return () => {
        listeners.delete(own)
      }
    },

    take(signals) {
      const find = finder(people())
      const heard = signals.map((signal) => ({
        ...signal,
        from: { ...signal.from, person: find(signal.from) },
      }))
      for (const signal of heard) {
        tell(signal.kind, signal)
        tell('*', signal)
      }
      return heard
    },

    stop: () => listenersByKind.clear(),
  }
}

const LACKING = {
  signal: 'Whoever only views sends no signals.',
  moderate: 'This needs the host role.',
} as const satisfies Partial<Record<Right, string>>

const isHost = (role: Role): boolean => may(role, 'moderate')

const clientIdsOf = (to: SignalReceivers): readonly number[] => {
  if ('clientIds' in to) return to.clientIds
  return 'clientId' in to ? [to.clientId] : to
}

/** Finds senders among people: by their tab, or by their id where they sent it from elsewhere. */
const finder = (people: readonly Person[]): ((from: SignalSender) => Person | null) => {
  const byClient = new Map(people.flatMap((person) => person.clientIds.map((id) => [id, person])))
  const byKey = new Map(people.map((person) => [person.key, person]))
  return ({ clientId, id }) =>
    (clientId === null ? undefined : byClient.get(clientId)) ?? byKey.get(`id:${id}`) ?? null
}
