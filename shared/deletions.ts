import type { Deletion } from './update-structs.ts'

/** What a run of deletions takes: two integers, and at worst the head of its client. */
const RUN_BYTES = 32

interface Runs {
  index: number
  readonly runs: Deletion[]
}

/** The deletions of an update, to be taken with the structs that they delete, and then the rest. */
export class Deletions {
  readonly #runsByClient = new Map<number, Runs>()
  /** Runs of what stands before the structs of the update. */
  readonly #rest: Deletion[] = []
  #restTaken = 0
  #isOver = false

  /** Those of a client come in order: Yjs relies on it, and notes what must wait by the distance to the one before. */
  put(deletion: Deletion): void {
    const known = this.#runsByClient.get(deletion.client)
    if (known === undefined) {
      this.#runsByClient.set(deletion.client, { index: 0, runs: [deletion] })
      return
    }
    const last = known.runs.at(-1) as Deletion
    if (deletion.clock < last.clock + last.length) throw new Error('deletions are out of order')
    known.runs.push(deletion)
  }

  /** What is deleted of a client from `clock` to `end`; it is asked for in ascending order. */
  take(client: number, clock: number, end: number): Deletion[] {
    const known = this.#runsByClient.get(client)
    if (known === undefined) return []
    const taken: Deletion[] = []
    for (; known.index < known.runs.length; known.index++) {
      const run = known.runs[known.index] as Deletion
      const runEnd = run.clock + run.length
      if (run.clock >= end) break
      if (run.clock < clock) this.#rest.push(between(client, run.clock, Math.min(runEnd, clock)))
      if (runEnd > clock) taken.push(between(client, Math.max(run.clock, clock), Math.min(runEnd, end)))
      if (runEnd <= end) continue
      known.runs[known.index] = between(client, end, runEnd)
      break
    }
    return taken
  }

  /** What was not taken, as much of it as is left room for; at least one run where there is nothing else. */
  takeRest(size: Size, filled: Size): Deletion[] {
    this.#end()
    const fitting = Math.min(
      size.structs - filled.structs,
      Math.floor((size.bytes - filled.bytes) / RUN_BYTES),
    )
    const begin = this.#restTaken
    this.#restTaken += Math.max(filled.structs === 0 ? 1 : 0, fitting)
    return this.#rest.slice(begin, this.#restTaken)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const { index, runs } of this.#runsByClient.values())
      for (let at = index; at < runs.length; at++) this.#rest.push(runs[at] as Deletion)
  }
}

interface Size {
  readonly bytes: number
  readonly structs: number
}

const between = (client: number, clock: number, end: number): Deletion => ({
  client,
  clock,
  length: end - clock,
})
