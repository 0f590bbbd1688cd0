// The speakers of a room, and what the room tells a speaker of itself.
import type { CloseName, Identity, JsonObject, Standing } from '../../shared/index.ts'

/** An entry of presence, as its own participant is told of it. */
export interface OwnEntry {
  readonly state: JsonObject
  /** As it stands in an awareness update. */
  encode(): Uint8Array
}

/** What concerns one participant alone. */
export type OwnNews =
  /** Its own entry is taken; this is how everyone sees it. */
  | { readonly kind: 'entry'; readonly entry: OwnEntry }
  /** A host has lowered its hand; this is its entry since. */
  | { readonly kind: 'lowered'; readonly entry: OwnEntry }
  /** A host lowers the hand of this entry, which another node has: that one does it. */
  | { readonly kind: 'lower'; readonly clientId: number }
  /** The entry by which it announced itself was another one's, and has ended. */
  | { readonly kind: 'entry-free' }
  /** It has said who it is, and shall hear of everyone else. */
  | { readonly kind: 'others' }
  /** It does not know others any more; those that it named itself are there, with the clocks that it remembers. */
  | { readonly kind: 'lost'; readonly clockByClient: ReadonlyMap<number, number> }
  /** The rules of the room have changed. */
  | { readonly kind: 'rules' }
  /** The room takes its presence more or less often than before. */
  | { readonly kind: 'rate' }
  /** The epoch of the room has changed; `instead` of one that a reader had brought, where it is not null. */
  | { readonly kind: 'epoch'; readonly instead: string | null }
  /** The relay lacks something of the document that this participant may have. */
  | { readonly kind: 'document-wanted' }
  /** It has this role from now on. */
  | { readonly kind: 'role'; readonly standing: Standing }
  /** Whether it holds a key that gives the right to write. */
  | { readonly kind: 'key-writes'; readonly mayWrite: boolean }

/** A speaker in a room: a tab, somebody on another node, server code. Entries of presence and updates are theirs. */
export interface Participant {
  /** Its own for as long as the relay lives: what the log and the API name a connection by. */
  readonly id: string
  readonly identity: Identity
  /** `http` is somebody who asks by the HTTP API, for one request. */
  readonly source: 'client' | 'node' | 'server' | 'http'
  /** What it brings to the document is stored already, or another node sees to that. */
  readonly isStoredElsewhere?: boolean
  tell(news: OwnNews): void
  /** Asks for a sign of life; `answered` is called when one comes, which may be never. */
  probe(answered: () => void): void
  /** `silent` is for a participant that does not answer: it ends without a word. */
  close(reason: CloseName | 'silent'): void
}
