import type { Awareness } from 'y-protocols/awareness'
import {
  clamp,
  cleanEmoji,
  cleanName,
  type Identity,
  isCoordinate,
  type Json,
  type JsonObject,
  rightsOf,
  type Space,
} from '../../shared/index.ts'
import { fenced, type Report } from '../fence.ts'
import type { Part } from '../part.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import { travelling } from './own-state.ts'
import type { Presence } from './people.ts'

/** What this client may say of itself: the known fields, and any JSON beside them. `undefined` takes a field away. */
export interface OwnPresence extends Omit<Presence, 'id' | 'role' | 'rights' | 'handAt'> {
  readonly [field: string]: unknown
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
export interface Self extends ReadonlyStore<Presence> {
  /**
   * Changes fields at once here, and for the others as soon as the throttle lets it through.
   *
   * @throws TypeError where presence would take more than 16 320 bytes of JSON, or could not be written as JSON, or is nested
   * deeper than 16: it names the field, and nothing is changed.
   */
  set(fields: Partial<OwnPresence>): void
}

export interface OwnSelfOptions {
  readonly awareness: Awareness
  readonly space: Space
  readonly report: Report
}

/** This client's own presence, between what is wanted here and what the relay verified and stamped. `set` needs no `this`. */
export class OwnSelf implements Part {
  readonly #options: OwnSelfOptions
  readonly #value: Store<Presence>
  /** What is wanted. Awareness may be emptied by others (a page that hides, an editor that goes); this stays. */
  #wanted: JsonObject = {}
  #stamps: JsonObject = {}
  #identity: Identity | null = null

  constructor(options: OwnSelfOptions) {
    this.#options = options
    this.#value = new Store<Presence>({}, options.report)
    options.awareness.on('change', this.#changed)
  }

  get value(): ReadonlyStore<Presence> {
    return this.#value
  }

  readonly set = (fields: Partial<OwnPresence>): void => {
    const next: JsonObject = { ...this.#wanted }
    for (const [field, given] of Object.entries(fields)) {
      const clean = cleanField(field, given, this.#options.space)
      if (clean === undefined) delete next[field]
      else if (clean !== null) next[field] = clean as JsonObject[string]
    }
    const read = travelling(next)
    if (!read.ok) throw new TypeError(read.fault.message)
    // A copy: what the app does with its own objects later changes nothing here.
    this.#say(read.value)
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
  }

  /** An editor's binding sets fields of its own in the Awareness: they are wanted, too. */
  readonly #changed = () => {
    const state = this.#options.awareness.getLocalState()
    if (state !== null) this.#wanted = state as JsonObject
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
    if (JSON.stringify(next) !== JSON.stringify(this.#value.get())) this.#value.set(next)
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

/** The value as everyone will see it; undefined takes the field away, null leaves it as it is. */
const cleanField = (field: string, value: unknown, space: Space): unknown => {
  if (value === undefined) return undefined
  if (field === 'name') return cleanName(value)
  if (field === 'emoji') return cleanEmoji(value)
  if (field === 'hand' || field === 'away') return typeof value === 'boolean' ? value : null
  if (field === 'x' || field === 'y') {
    return isCoordinate(value as Json) ? clamp(value as number, space) : null
  }
  return value
}
