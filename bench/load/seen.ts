import type { Room } from './person.ts'
import { seqOf } from './place.ts'

/** Called for each newer state that a receiver gets. */
export type OnNewer = (sender: number, seq: number) => void

/** One receiver's view: the newest state of each of the others in its room. */
export class Seen {
  readonly room: Room
  readonly index: number
  /** States that were newer than what was there. */
  entries = 0
  /** Frames of presence. */
  frames = 0
  /** States whose x and y were of two different ones. */
  torn = 0
  onNewer: OnNewer | null = null
  /** The newest state of each sender, -1 where nothing is known. */
  readonly #seqs: Int32Array
  #known = 0

  constructor(room: Room, index: number) {
    this.room = room
    this.index = index
    this.#seqs = new Int32Array(room.people.length).fill(-1)
  }

  /** How many others are there. */
  get known(): number {
    return this.#known
  }

  seqOf(sender: number): number {
    return this.#seqs[sender] as number
  }

  heard(clientId: number, xStep: number, yStep: number): void {
    const sender = this.room.indexByClient.get(clientId)
    if (sender === undefined || sender === this.index) return
    const seq = seqOf(xStep, yStep)
    if (seq === -1) {
      this.torn += 1
      return
    }
    const before = this.#seqs[sender] as number
    if (seq <= before) return
    if (before === -1) this.#known += 1
    this.#seqs[sender] = seq
    this.entries += 1
    this.onNewer?.(sender, seq)
  }

  gone(clientId: number): void {
    const sender = this.room.indexByClient.get(clientId)
    if (sender === undefined || sender === this.index || this.#seqs[sender] === -1) return
    this.#seqs[sender] = -1
    this.#known -= 1
  }

  /** A client that loses its relay forgets who was there. */
  forget(): void {
    this.#seqs.fill(-1)
    this.#known = 0
  }
}
