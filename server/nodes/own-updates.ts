import * as Y from 'yjs'
import { NODE_UPDATE_BYTES } from '../bus/bounds.ts'

/** What is sent as one: Yjs merges them in one step, which grows with their structs. */
const MERGED_BYTES = 128 * 1024

/** More positions than this are told apart by nobody: the store is far behind. */
const MARKS = 256

/** What is told of an update that is too large for a message: the others read it in the store. */
export const UNTOLD = Uint8Array.of(0, 0)

export const isTold = (update: Uint8Array): boolean => update.length > UNTOLD.length

/** As it goes over the bus. */
export const tellable = (update: Uint8Array): Uint8Array =>
  update.length <= NODE_UPDATE_BYTES ? update : UNTOLD

/** So many updates were told when the journal had come so far. */
interface Mark {
  readonly upTo: number
  readonly appended: number
}

/** Updates of this node's people, as one. */
export interface MergedUpdates {
  readonly update: Uint8Array
  /** How many this node has told with these. */
  readonly upTo: number
}

/** What this node's people have written, on its way to the other nodes, and how much of it is stored. */
export class OwnUpdates {
  #waiting: Uint8Array[] = []
  #told = 0
  #stored = 0
  /** How far the journal had come with the last of them. */
  #counted = 0
  #marks: Mark[] = []

  get hasNews(): boolean {
    return this.#waiting.length > 0
  }

  /** How many were told, or wait to be. */
  get told(): number {
    return this.#told
  }

  /** How many of those are in the store. */
  get stored(): number {
    return this.#stored
  }

  /** `appended`: how far the journal has come with it. */
  add(update: Uint8Array, appended: number): void {
    this.#waiting.push(update)
    this.#count(appended)
  }

  /** What was written while nobody heard of it, and is not stored, counts as one: the others find it in what they are told of the whole. */
  countUnheard(appended: number, stored: number): void {
    this.storedBy(stored)
    if (appended > this.#counted && appended > stored) this.#count(appended)
  }

  /** The journal has stored so many. */
  storedBy(stored: number): void {
    while (this.#marks[0] !== undefined && this.#marks[0].appended <= stored)
      this.#stored = this.#marks.shift()?.upTo ?? this.#stored
  }

  /** Ends the tick: all of them, merged as far as one message goes. */
  cut(): readonly MergedUpdates[] {
    const groups: Uint8Array[][] = []
    let bytes = Number.POSITIVE_INFINITY
    for (const update of this.#waiting) {
      bytes += update.length
      if (bytes > MERGED_BYTES) {
        groups.push([])
        bytes = update.length
      }
      groups.at(-1)?.push(update)
    }
    let upTo = this.#told - this.#waiting.length
    this.#waiting = []
    return groups.map((group) => {
      upTo += group.length
      const [first] = group
      return {
        update: group.length === 1 && first !== undefined ? tellable(first) : Y.mergeUpdates(group),
        upTo,
      }
    })
  }

  /** Nobody hears: what waits is told to nobody. */
  forget(): void {
    this.#waiting = []
  }

  #count(appended: number): void {
    this.#told += 1
    this.#counted = appended
    if (this.#marks.length >= MARKS) this.#marks.pop()
    this.#marks.push({ upTo: this.#told, appended })
  }
}
