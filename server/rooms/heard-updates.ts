import { LateMap } from '../base/late-map.ts'

/** What a node has said and not called stored is stored here, too, after so long. */
const SILENT_MS = 1_000

/** So many updates of one node wait, and no more: then they are stored here. */
const MOST = 1_000

interface Heard {
  readonly update: Uint8Array
  /** How many updates the node had told of then. */
  readonly upTo: number
  /** Its place among all updates of the room here. */
  readonly place: number
  readonly atMs: number
}

/** Updates that other nodes told of, and that are not known to be in the store. */
export class HeardUpdates {
  readonly #heardByNode = new LateMap<string, Heard[]>()
  /** Of what is stored here instead: nothing from the place `from` on is stored before all up to `upTo` is. */
  #taken: { readonly from: number; readonly upTo: number }[] = []

  put(node: string, heard: Heard): void {
    const all = this.#heardByNode.get(node)
    if (all === undefined) this.#heardByNode.set(node, [heard])
    else all.push(heard)
  }

  /** The place of the first of them; infinite where there is none. */
  get first(): number {
    let first = Number.POSITIVE_INFINITY
    for (const [heard] of this.#heardByNode.values()) first = Math.min(first, heard?.place ?? first)
    for (const { from } of this.#taken) first = Math.min(first, from)
    return first
  }

  /** The node has stored so many. */
  storedBy(node: string, upTo: number): void {
    const left = (this.#heardByNode.get(node) ?? []).filter((heard) => heard.upTo > upTo)
    if (left.length > 0) this.#heardByNode.set(node, left)
    else this.#heardByNode.delete(node)
  }

  /** Gives what a node has left to `append`, which gives the place that it has then. */
  take(node: string, append: (update: Uint8Array) => number): void {
    const heard = this.#heardByNode.get(node) ?? []
    this.#heardByNode.delete(node)
    let upTo = 0
    for (const { update } of heard) upTo = append(update)
    const [first] = heard
    if (first !== undefined) this.#taken.push({ from: first.place, upTo })
  }

  /** All up to that place is stored here, but for what others told of. */
  stored(upTo: number): void {
    if (this.#taken.length > 0) this.#taken = this.#taken.filter((taken) => taken.upTo > upTo)
  }

  /** Nodes that have not called stored for too long what they told of, or have told of too much meanwhile. */
  silent(nowMs: number): readonly string[] {
    if (this.#heardByNode.size === 0) return []
    return [...this.#heardByNode]
      .filter(([, [first, ...more]]) => nowMs - (first?.atMs ?? nowMs) >= SILENT_MS || more.length >= MOST)
      .map(([node]) => node)
  }

  clear(): void {
    this.#heardByNode.clear()
    this.#taken = []
  }
}
