import type { Space, TextRules } from '../../shared/index.ts'
import type { Environment } from '../environment.ts'
import type { Part } from '../part.ts'
import type { ReadonlyStore } from '../store.ts'
import type { Presence } from './people.ts'
import { PublishedLists } from './published-lists.ts'
import { readState, saidFields } from './read-state.ts'
import { Roster, type Tab } from './roster.ts'
import type { PresenceStates, StatesChange } from './states.ts'

export interface PeopleViewOptions {
  readonly awareness: PresenceStates
  readonly self: ReadonlyStore<Presence>
  /** This client has said something of itself. */
  readonly isPresent: ReadonlyStore<boolean>
  readonly space: Space
  /** Of what others say. */
  readonly text: TextRules
  readonly environment: Environment
  /** The relay verifies people. */
  readonly verifies: () => boolean
  /** As `readState` takes it. */
  readonly stamps: () => boolean
  /** Of a client that is gone: true where it said goodbye, or was removed. */
  readonly hasLeft: (clientId: number) => boolean
}

/** The people of the room: what the Awareness says of all tabs, with those that were lost a moment ago, as lists. */
export class PeopleView implements Part {
  readonly lists: PublishedLists
  readonly #options: PeopleViewOptions
  readonly #roster: Roster
  #own: Tab

  constructor(options: PeopleViewOptions) {
    const { awareness, environment, isPresent, self, stamps } = options
    this.#options = options
    this.#own = { clientId: awareness.clientID, state: {}, status: 'here', changedAt: 0 }
    this.lists = new PublishedLists(environment.report)
    this.#roster = new Roster(environment, () => this.#publish())
    awareness.on('change', this.#changed)
    const said = () => {
      const state = saidFields({ ...self.get() })
      // As of everyone, where nobody stamps it.
      if (state.hand === true && !stamps()) state.handAt ??= this.#own.state.handAt ?? environment.wallMs()
      this.#own = { ...this.#own, state, changedAt: this.#roster.nextChange() }
      this.#publish()
    }
    self.subscribe(said)
    isPresent.subscribe(() => this.#publish())
    // An Awareness of the app's own may have said something, and heard of others, already.
    said()
    this.#changed({ added: [...awareness.getStates().keys()], updated: [], removed: [] })
  }

  lost(): void {
    this.#roster.lost()
  }

  /** Everyone who is in the room has been named. */
  settle(): void {
    this.lists.settle()
    this.#roster.settle()
  }

  /** This client's person; with no name where it is not among the people. */
  own(): { readonly key: string; readonly name: string | null } {
    const person = this.lists.people.get().find(({ isSelf }) => isSelf)
    return { key: person?.key ?? `client:${this.#options.awareness.clientID}`, name: person?.name ?? null }
  }

  /** This client has another clientID. */
  renamed(): void {
    this.#own = { ...this.#own, clientId: this.#options.awareness.clientID }
    this.#publish()
  }

  stop(): void {
    this.#options.awareness.off('change', this.#changed)
    this.#roster.stop()
    this.lists.stop()
  }

  /** All that a message brought is published once. */
  readonly #changed = ({ added, updated, removed }: StatesChange) => {
    const { awareness, environment, hasLeft, space, stamps, text, verifies } = this.#options
    const isOther = (clientId: number) => clientId !== awareness.clientID
    const changed = [...added, ...updated].filter(isOther)
    const gone = removed.filter(isOther)
    for (const clientId of changed) {
      const before = this.#roster.tabs.get(clientId)?.state
      const context = {
        space,
        text,
        verifies: verifies(),
        stamps: stamps(),
        nowMs: environment.wallMs(),
        before,
      }
      this.#roster.set(clientId, readState(awareness.getStates().get(clientId), context))
    }
    for (const clientId of gone) this.#roster.remove(clientId, !hasLeft(clientId))
    if (changed.length + gone.length > 0) this.#publish()
  }

  #publish(): void {
    this.lists.publish([...this.#roster.tabs.values()], this.#own, this.#options.isPresent.get())
  }
}
