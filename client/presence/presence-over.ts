import type { Awareness } from 'y-protocols/awareness'
import { cleanField, type Space, TEXT_RULES } from '../../shared/index.ts'
import { type Environment, type PresenceEnvironment, presenceEnvironment } from '../environment.ts'
import { fenced, fencedEnvironment } from '../fence.ts'
import { type ReadonlyStore, readonly } from '../store.ts'
import { awarenessRules } from './awareness-rules.ts'
import { watchAway } from './away.ts'
import type { Person } from './people.ts'
import type { Other, People } from './people-lists.ts'
import { PeopleView } from './people-view.ts'
import type { Clean } from './read-state.ts'
import { OwnSelf, type PresenceChange, type Self } from './self.ts'
import { isAwareness, type StatesChange } from './states.ts'

/** How {@link presenceOver} reads an Awareness; nothing of it has to be given. */
export interface PresenceOverOptions {
  /** Own presence from the start. */
  readonly presence?: PresenceChange
  /** `free` (default) leaves x and y as they are, `unit` clamps them to 0..1. */
  readonly space?: Space
  /** Where the client runs; the page, or Node, by default. */
  readonly environment?: Environment
}

/** People over an Awareness that somebody else brings from client to client. */
export interface PresenceOver {
  /** This client's own presence. */
  readonly self: Self
  /** Every other client. */
  readonly others: ReadonlyStore<readonly Other[]>
  /** Everyone, this client too: nobody verifies who they are, so each client is a person of its own. */
  readonly people: People
  /** The people whose hand is up, in the order in which it was seen here. */
  readonly hands: ReadonlyStore<readonly Person[]>
  /** Ends it: no timer and no listener stays. The Awareness does, with what was said. */
  stop(): void
}

/**
 * People, hands and own presence over the Awareness of any provider: y-websocket, Hocuspocus, y-webrtc. Where there is no relay
 * of ours nobody checks a name, stamps when a hand went up, or tells at once who was lost: hands stand in the order in which they
 * were seen here, and an `id` counts for nothing. A client that says goodbye has left; one whose entry is taken away by others is
 * `reconnecting` for 10 s. Each `self.set` is a message of the provider's, so moves are best said 20 times a second.
 *
 * @throws TypeError where `awareness` is none, or `presence` is too large.
 * @example
 * ```ts
 * import { presenceOver } from 'homeroom/presence'
 * import { WebsocketProvider } from 'y-websocket'
 * import * as Y from 'yjs'
 *
 * const provider = new WebsocketProvider('wss://rooms.example', 'lesson', new Y.Doc())
 * const { people, self } = presenceOver(provider.awareness, { presence: { name: 'Ada' } })
 * people.subscribe((list) => console.log(list.map(({ name }) => name)))
 * self.set({ hand: true })
 * ```
 */
export const presenceOver = (awareness: Awareness, options: PresenceOverOptions = {}): PresenceOver => {
  if (!isAwareness(awareness)) throw new TypeError('What presenceOver takes is an Awareness of y-protocols.')
  const { presence, space = 'free' } = options
  const environment = fencedEnvironment<PresenceEnvironment>(options.environment ?? presenceEnvironment())
  const goodbyes = watchGoodbyes(awareness)
  const clean: Clean = (field, value) => cleanField(field, value, space, TEXT_RULES)
  const self = new OwnSelf({ awareness, clean, report: environment.report })
  stampHand(self, environment)
  const view = new PeopleView({
    awareness,
    self,
    clean,
    environment,
    verifies: () => false,
    rules: awarenessRules(environment.wallMs, () => false),
    reasonOf: goodbyes.reasonOf,
  })
  // Everyone who is there comes in one message, as a provider brings it: what comes later is news.
  const settle = () => {
    if (view.others.get().length === 0) return
    awareness.off('change', settle)
    view.settle()
  }
  awareness.on('change', settle)
  settle()
  const unwatch = watchAway(environment, (isAway) => self.away(isAway))
  const stop = () => {
    awareness.off('change', settle)
    for (const end of [unwatch, () => view.stop(), () => self.stop(), goodbyes.stop])
      fenced(environment.report, end)
  }
  try {
    if (presence !== undefined) self.set(presence)
  } catch (error) {
    stop()
    throw error
  }
  const { hands, others, people } = view
  return {
    self: { ...readonly(self.value), set: self.set },
    others: readonly(others),
    people,
    hands: readonly(hands),
    stop,
  }
}

/** Nobody stamps it, so it is when it went up here. */
const stampHand = (self: OwnSelf, { wallMs }: PresenceEnvironment): void => {
  const stamp = () => {
    const { hand, handAt } = self.value.get()
    if (hand === true && handAt === undefined) self.confirm({ handAt: wallMs() })
    else if (hand !== true) self.confirm({})
  }
  self.value.subscribe(stamp)
  stamp()
}

/**
 * Tells a goodbye from an entry that others took away: only its own client makes its clock rise. A server that has lost a client,
 * and Awareness itself after 30 s, say so by the clock that was there.
 */
const watchGoodbyes = (awareness: Awareness) => {
  const clocks = new Map<number, number>()
  const clockOf = (clientId: number) => awareness.meta.get(clientId)?.clock ?? 0
  const keep = ({ added, updated, removed }: StatesChange) => {
    for (const clientId of [...added, ...updated]) clocks.set(clientId, clockOf(clientId))
    for (const clientId of removed) clocks.delete(clientId)
  }
  keep({ added: [...awareness.states.keys()], updated: [], removed: [] })
  // After `change`, of which people are told.
  awareness.on('update', keep)
  return {
    reasonOf: (clientId: number) => (clockOf(clientId) > (clocks.get(clientId) ?? 0) ? 'left' : undefined),
    stop: () => awareness.off('update', keep),
  }
}
