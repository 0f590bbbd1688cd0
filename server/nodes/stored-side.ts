/** What a room that other nodes have, too, asks of its store, by its journal and its orders. */
export interface StoredSide {
  /** Of the orders that were read last. */
  readonly policyVersion: number
  /** How many updates have come to the journal, and how many of the first of them are stored by this node. */
  readonly appended: number
  readonly stored: number
  /** Another node's people have written this; that node stores it, and has told so many updates with it. */
  heard(node: string, update: Uint8Array, upTo: number): void
  /** So many of that node's updates are stored. */
  storedBy(node: string, upTo: number): void
  /** That node is gone: what it has not stored is stored here. */
  orphaned(node: string): void
  /** Reads what others have written. */
  look(): void
  /** Reads what hosts have ordered on other nodes, where there is a version as high as this. */
  reread(version: number): void
}
