import type { Result } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'

/** What is sent of a room's document. */
export interface SentDocument {
  /** Rises with each change. */
  readonly version: number
  stateVector(): Uint8Array
  /** The clock of each client before a long update that was told; undefined for any other. */
  before(update: Uint8Array): ReadonlyMap<number, number> | undefined
  /** Reads the state vector of a client: of whom it knows how much. */
  read(stateVector: Uint8Array): Work<Result<Known, 'bad-state-vector'>>
  /** The work on what the holder of `known` lacks, as an update. */
  lackedBy(known: Known): Work<Uint8Array>
  /** The same for a state vector of this document. */
  since(stateVector: Uint8Array): Work<Uint8Array>
}

/** Of each client, how much of its changes somebody knows. */
export type Known = ReadonlyMap<number, number>
