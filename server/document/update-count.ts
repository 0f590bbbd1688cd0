import { CONTENT, contentOf, type Read } from '../../shared/index.ts'

/** How much of an update was read so far. */
export class UpdateCount {
  readonly clients = new Set<number>()
  structs = 0
  /** Runs of deletions. */
  deletions = 0
  /** Values of JSON and of lib0, those inside of others too. */
  values = 0
  /** How many the largest of those is that cannot be divided. */
  largest = 0

  readonly count = (read: Exclude<Read, null>): void => {
    if ('deletion' in read) this.deletions += 1
    else if (contentOf(read.struct) !== CONTENT.skip) {
      const { client, values, largest } = read.struct
      this.structs += 1
      this.clients.add(client)
      this.values += values
      this.largest = Math.max(this.largest, largest)
    }
  }
}
