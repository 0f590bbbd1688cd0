import type { Report } from '../fence.ts'
import { frozen } from '../frozen.ts'
import { Listeners } from '../listeners.ts'
import type { Part } from '../part.ts'
import type { FieldsRead, RegisteredPresence } from '../register.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import {
  eventsBetween,
  groupTabs,
  handQueue,
  hasSame,
  type Person,
  type PersonEvent,
  type Presence,
  type PresenceFields,
} from './people.ts'
import type { Tab } from './roster.ts'

/** What Homeroom knows of somebody else's tab. */
export interface OtherFields extends PresenceFields {
  /** The clientID of its Yjs document. */
  readonly clientId: number
  /** `reconnecting`: lost without a word less than 10 s ago. */
  readonly status: Tab['status']
}

/** Somebody else's tab, with the app's own fields. */
export type Other<Own extends object = RegisteredPresence> = OtherFields & FieldsRead<Own>

/**
 * Everyone in the room, as a store and as events.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const { people } = joinRoom('wss://rooms.example', 'school/7b')
 * people.listen(({ type, person }) => console.log(person.name, type))
 * ```
 */
export interface People<Own extends object = RegisteredPresence>
  extends ReadonlyStore<readonly Person<Own>[]> {
  /**
   * Calls `listener` once for each thing that happens to somebody, until the returned function is called; not for the people
   * who are there already. What it throws is reported by {@link Environment.report}.
   */
  listen(listener: (event: PersonEvent<Own>) => void): () => void
}

/** The people of the room, as they are shown. What has not changed keeps its identity. */
export class PublishedLists implements Part {
  readonly #others: Store<readonly Other[]>
  readonly #people: Store<readonly Person[]>
  readonly #hands: Store<readonly Person[]>
  readonly #listeners: Listeners<PersonEvent>
  readonly #otherByTab = new WeakMap<Tab, Other>()
  #isSettled = false

  constructor(report: Report) {
    this.#others = new Store<readonly Other[]>([], report)
    this.#people = new Store<readonly Person[]>([], report)
    this.#hands = new Store<readonly Person[]>([], report)
    this.#listeners = new Listeners(report)
  }

  get others(): ReadonlyStore<readonly Other[]> {
    return this.#others
  }

  get people(): People {
    const { get, subscribe } = this.#people
    return { get, subscribe, listen: (listener) => this.#listeners.add(listener) }
  }

  get hands(): ReadonlyStore<readonly Person[]> {
    return this.#hands
  }

  /** Takes the tabs as they are now; `own` is that of this client, and left out where it is not present. */
  publish(tabs: readonly Tab[], own: Tab, isPresent: boolean): void {
    const others = tabs.map((tab) => this.#otherOf(tab))
    const before = this.#people.get()
    const after = groupTabs(isPresent ? [own, ...tabs] : tabs, own.clientId, before)
    if (!hasSame(others, this.#others.get())) this.#others.set(others)
    this.#people.set(after)
    this.#hands.set(handQueue(after, this.#hands.get()))
    if (!this.#isSettled || after === before || this.#listeners.isEmpty) return
    for (const event of eventsBetween(before, after))
      if (!event.person.isSelf) this.#listeners.tell(frozen(event))
  }

  /** From now on what happens to people is news. */
  settle(): void {
    this.#isSettled = true
  }

  stop(): void {
    this.#listeners.clear()
  }

  #otherOf(tab: Tab): Other {
    const known = this.#otherByTab.get(tab)
    if (known !== undefined) return known
    const { clientId, state, status } = tab
    const other = { ...(state as Presence), clientId, status }
    this.#otherByTab.set(tab, other)
    return other
  }
}
