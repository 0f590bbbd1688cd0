import { type Identity, isSameJson, type Json, type JsonObject, rightsOf } from '../../shared/index.ts'
import { fenced, type Report } from '../fence.ts'
import type { Part } from '../part.ts'
import type { RegisteredPresence } from '../register.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import { travelling } from './own-state.ts'
import type { Presence, PresenceFields } from './people.ts'
import type { Clean } from './read-state.ts'
import type { PresenceStates, StatesChange } from './states.ts'

/** What this client may say of itself: the known fields, and the app's own, which are JSON; any where the app has named none. */
export type OwnPresence<Own extends object = RegisteredPresence> = Omit<
  PresenceFields,
  'id' | 'role' | 'rights' | 'handAt'
> &
  Own

/** A change of own presence: the fields that change. `undefined` takes a field away. */
export type PresenceChange<Own extends object = RegisteredPresence> = {
  readonly [Field in keyof OwnPresence<Own>]?: OwnPresence<Own>[Field] | undefined
}

/**
 * This client's own presence.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 * room.self.set({ x: 0.5, y: 0.25, hand: true })
 * room.self.set({ hand: undefined })
 * ```
 */
export interface Self<Own extends object = RegisteredPresence> extends ReadonlyStore<Presence<Own>> {
  /**
   * Changes fields at once here, and for the others as soon as the throttle lets it through.
   *
   * @throws TypeError where presence would take more than 16 320 bytes of JSON, or could not be written as JSON, or is nested
   * deeper than 16: it names the field, and nothing is changed.
   */
  set(fields: PresenceChange<Own>): void
}

export interface OwnSelfOptions {
  readonly awareness: PresenceStates
  readonly clean: Clean
  readonly report: Report
}

/** This client's own presence, between what is wanted here and what the relay verified and stamped. `set` needs no `this`. */
export class OwnSelf implements Part {
  readonly #options: OwnSelfOptions
  readonly value: Store<Presence>
  /** Whether anything was said at all: an Awareness begins with an empty state, which says nothing. */
  readonly isPresent: Store<boolean>
  /** What is wanted. Awareness may be emptied by others (a page that hides, an editor that goes); this stays. */
  #wanted: JsonObject = {}
  /** What was said by `set`, out of all that is wanted; null where nothing was, not even nothing. */
  #said: JsonObject | null = null
  /** An editor's binding has put something into the Awareness. */
  #isEdited = false
  #stamps: JsonObject = {}
  #identity: Identity | null = null

  constructor(options: OwnSelfOptions) {
    this.#options = options
    this.value = new Store<Presence>({}, options.report)
    this.isPresent = new Store(false, options.report)
    // Both: a state in which nothing is different is no change, but may be the first thing that is said.
    options.awareness.on('change', this.#changed)
    options.awareness.on('update', this.#changed)
    // An Awareness of the app's own may hold something already.
    this.#take()
  }

  readonly set = (fields: PresenceChange): void => {
    const next: JsonObject = { ...this.#wanted }
    const said = { ...this.#said }
    for (const [field, given] of Object.entries(fields)) {
      const clean = given === undefined ? undefined : this.#options.clean(field, given as Json)
      // What is none leaves the field as it is.
      if (given !== undefined && clean === undefined) continue
      delete said[field]
      if (clean === undefined) delete next[field]
      else next[field] = clean
    }
    const read = travelling(next)
    if (!read.ok) throw new TypeError(read.fault.message)
    // A copy: what the app does with its own objects later changes nothing here.
    for (const field of Object.keys(fields))
      if (Object.hasOwn(read.value, field)) said[field] = read.value[field] as Json
    this.#said = said
    this.#say(read.value)
  }

  /** Says whether the page is looked at, where there is anybody to say it of. */
  away(isAway: boolean): void {
    if (this.isPresent.get()) this.set({ away: isAway || undefined })
  }

  /** Takes away what editors have put into the Awareness. */
  withdraw(): void {
    this.#isEdited = false
    this.#wanted = { ...this.#said }
    if (this.#options.awareness.getLocalState() !== null) this.#say(this.#wanted)
  }

  /** Takes the identity that the relay verified. */
  identify(identity: Identity): void {
    this.#identity = identity
    this.#refresh()
  }

  /** Takes what the relay stamped on this client's entry; true where a host has lowered the hand that was up. */
  confirm({ hand, ...stamps }: JsonObject): boolean {
    const { awareness } = this.#options
    this.#stamps = stamps
    const isLowered = hand === false && this.#wanted.hand === true
    if (isLowered) {
      this.#wanted = { ...this.#wanted, hand: false }
      if (this.#said?.hand) this.#said = { ...this.#said, hand: false }
      // Where an editor or the page has emptied it, nobody sees a hand.
      if (awareness.getLocalState() !== null) this.#say(this.#wanted)
    }
    this.#refresh()
    return isLowered
  }

  /** What the relay stamped last, as far as it still holds. */
  stamps(): JsonObject {
    return this.#wanted.hand === true ? this.#stamps : {}
  }

  stop(): void {
    this.#options.awareness.off('change', this.#changed)
    this.#options.awareness.off('update', this.#changed)
  }

  /** An editor's binding sets fields of its own in the Awareness: they are wanted, too. */
  readonly #changed = ({ added, updated, removed }: StatesChange) => {
    const { clientID } = this.#options.awareness
    if ([added, updated, removed].some((clientIds) => clientIds.includes(clientID))) this.#take()
  }

  #take(): void {
    const { awareness } = this.#options
    const state = awareness.getLocalState()
    // Lexical begins with a state of its own, in the place of the one that is there.
    if (state !== null && Object.keys(this.#said ?? {}).some((field) => !(field in state))) {
      this.#say({ ...this.#said, ...state })
      return
    }
    // Bindings say null where there is no selection.
    this.#isEdited ||= Object.values(state ?? {}).some((value) => value !== null && value !== undefined)
    if (state !== null) this.#wanted = state
    this.isPresent.set(state !== null && (this.#isEdited || this.#said !== null))
    this.#refresh()
  }

  /** What a listener of the app's throws here is no concern of who says something. */
  #say(state: JsonObject): void {
    const { awareness, report } = this.#options
    fenced(report, () => awareness.setLocalState(state))
  }

  #refresh(): void {
    // What cannot travel is not shown either: an editor's binding, or the app, has put it into the Awareness.
    const read = travelling(this.#wanted)
    if (!read.ok) return
    const next = this.#seen(read.value)
    if (!isSameJson(next, this.value.get())) this.value.set(next)
  }

  /** As `wanted`, but an id or a role only where the relay verified it. */
  #seen({ id: _id, role: _role, rights: _rights, ...wanted }: JsonObject): Presence {
    const { handAt } = this.#stamps
    return {
      ...wanted,
      ...(this.#wanted.hand === true && typeof handAt === 'number' && { handAt }),
      ...(this.#identity !== null && verified(this.#identity, this.#wanted)),
    }
  }
}

/** What a verified identity puts over, or under, what is wanted. */
const verified = ({ id, name, mayRename, ...standing }: Identity, wanted: JsonObject): Partial<Presence> => ({
  role: standing.role,
  rights: rightsOf(standing),
  ...(id !== null && { id }),
  ...(name !== null && (!mayRename || wanted.name === undefined) && { name }),
})
