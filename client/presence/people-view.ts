import type { GoneReason } from '../../shared/index.ts'
import type { PresenceEnvironment } from '../environment.ts'
import { frozen } from '../frozen.ts'
import { Listeners } from '../listeners.ts'
import type { Part } from '../part.ts'
import { readonly, Store } from '../store.ts'
import type { AwarenessRules } from './awareness-rules.ts'
import {
  eventsBetween,
  groupTabs,
  handQueue,
  hasSame,
  type Person,
  type PersonEvent,
  type Presence,
} from './people.ts'
import type { Other, People } from './people-lists.ts'
import { type Clean, readState, saidFields } from './read-state.ts'
import { Roster, type Tab } from './roster.ts'
import type { OwnSelf } from './self.ts'
import type { PresenceStates, StatesChange } from './states.ts'

export interface PeopleViewOptions {
  readonly awareness: PresenceStates
  readonly self: Pick<OwnSelf, 'value' | 'isPresent'>
  readonly clean: Clean
  readonly environment: Pick<PresenceEnvironment, 'nowMs' | 'after' | 'wallMs' | 'report'>
  /** A relay of ours is there, and verifies people. */
  readonly verifies: () => boolean
  /** Absent where the states are those of a relay of ours alone. */
  readonly rules: AwarenessRules | undefined
  /** Why a client is gone; undefined where nobody knows. */
  readonly reasonOf: (clientId: number) => GoneReason | undefined
}

/** The people of the room: what the Awareness says of all tabs, with those that were lost a moment ago, as lists. */
export class PeopleView implements Part {
  readonly others: Store<readonly Other[]>
  readonly people: People
  readonly hands: Store<readonly Person[]>
  readonly #people: Store<readonly Person[]>
  readonly #listeners: Listeners<PersonEvent>
  readonly #otherByTab = new WeakMap<Tab, Other>()
  /** Everyone who is in the room has been named: from now on it is told who comes and goes. */
  #isSettled = false
  readonly #options: PeopleViewOptions
  readonly #roster: Roster
  #own: Tab

  constructor(options: PeopleViewOptions) {
    const { awareness, environment, rules, self } = options
    this.#options = options
    this.#own = { clientId: awareness.clientID, state: {}, status: 'here', changedAt: 0 }
    const { report } = environment
    this.others = new Store<readonly Other[]>([], report)
    this.hands = new Store<readonly Person[]>([], report)
    this.#people = new Store<readonly Person[]>([], report)
    this.#listeners = new Listeners(report)
    this.people = { ...readonly(this.#people), listen: (listener) => this.#listeners.add(listener) }
    this.#roster = new Roster(environment, () => this.#publish())
    awareness.on('change', this.#changed)
    const said = () => {
      const state = saidFields({ ...self.value.get() })
      if (state.handAt === undefined) rules?.stampHand(state, this.#own.state)
      this.#own = { ...this.#own, state, changedAt: this.#roster.nextChange() }
      this.#publish()
    }
    self.value.subscribe(said)
    self.isPresent.subscribe(() => this.#publish())
    // An Awareness of the app's own may have said something, and heard of others, already.
    said()
    this.#changed({ added: [...awareness.states.keys()], updated: [], removed: [] })
  }

  lost(): void {
    this.#roster.lost()
  }

  /** There are people who are not told of: nobody here knows who comes and goes, until everyone is named. */
  crowded(): void {
    this.#isSettled = false
  }

  /** Everyone who is in the room has been named, or, in a crowd, who is in sight. */
  settle(): void {
    // Those of a crowd whom the relay does not name were hidden, and mostly are there: nobody is told that they have left.
    this.#roster.settle(this.#isSettled)
    this.#publish()
    this.#isSettled = true
  }

  /** This client has another clientID. */
  renamed(): void {
    this.#own = { ...this.#own, clientId: this.#options.awareness.clientID }
    this.#publish()
  }

  stop(): void {
    this.#options.awareness.off('change', this.#changed)
    this.#roster.stop()
    this.#listeners.clear()
  }

  /** All that a message brought is published once. */
  readonly #changed = ({ added, updated, removed }: StatesChange) => {
    const { awareness, clean, reasonOf, rules, verifies } = this.#options
    const isOther = (clientId: number) => clientId !== awareness.clientID
    const changed = [...added, ...updated].filter(isOther)
    const gone = removed.filter(isOther)
    for (const clientId of changed) {
      const before = this.#roster.tabs.get(clientId)?.state
      const state = readState(awareness.states.get(clientId), {
        clean,
        verifies: verifies(),
        rules,
        before,
      })
      this.#roster.set(clientId, state)
    }
    for (const clientId of gone) {
      const reason = reasonOf(clientId) ?? 'lost'
      if (reason === 'hidden') this.crowded()
      this.#roster.remove(clientId, reason === 'lost')
    }
    if (changed.length + gone.length > 0) this.#publish()
  }

  #publish(): void {
    const tabs = [...this.#roster.tabs.values()]
    const others = tabs.map((tab) => this.#otherOf(tab))
    const before = this.#people.get()
    const own = this.#own
    const after = groupTabs(this.#options.self.isPresent.get() ? [own, ...tabs] : tabs, own.clientId, before)
    if (!hasSame(others, this.others.get())) this.others.set(others)
    this.#people.set(after)
    this.hands.set(handQueue(after, this.hands.get()))
    if (!this.#isSettled || after === before || this.#listeners.isEmpty) return
    for (const event of eventsBetween(before, after))
      if (!event.person.isSelf) this.#listeners.tell(frozen(event))
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
