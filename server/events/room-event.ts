// What happens in rooms, as plain values for those outside of them.
import type { Json, LeftReason, RoomId, Standing } from '../../shared/index.ts'

/** Somebody behind an event. */
export interface EventPerson extends Standing {
  /** The verified id; null where nobody has verified them. */
  readonly id: string | null
  /** The name of their token, or that `authenticate` has given; null where there is none. */
  readonly name: string | null
  /** The id of their connection, as the log has it, or of server code; null where they came by the HTTP API. */
  readonly connection: string | null
  /** `server`: code of the server, or the HTTP API. */
  readonly source: 'client' | 'server'
}

/** A version of a document that is kept. */
interface EventVersion {
  readonly id: string
  readonly name: string | null
  /** Why it was made. */
  readonly cause: 'hand' | 'schedule' | 'restore' | 'import'
  /** The verified id of the person who had it made, or who restored another one; null for none. */
  readonly by: string | null
}

interface EventBase {
  readonly room: RoomId
  /** The relay's wall clock, in ms since 1970. */
  readonly atMs: number
}

/** Something that has happened in a room. Those of one room come in the order in which they happened. */
export type RoomEvent = EventBase &
  (
    | {
        /** The room is in memory from now on. */
        readonly type: 'room.opened'
      }
    | {
        /** The room has left memory, which is some time after everybody has left it. */
        readonly type: 'room.closed'
      }
    | { readonly type: 'person.joined'; readonly person: EventPerson }
    | {
        readonly type: 'person.left'
        readonly person: EventPerson
        readonly reason: LeftReason
        /** When they came, in ms since 1970. */
        readonly joinedAtMs: number
      }
    | {
        readonly type: 'document.changed'
        /** What has changed, as an update of Yjs. */
        readonly update: Uint8Array
        /** Null where the room did it by itself. */
        readonly by: EventPerson | null
      }
    | {
        /** All of it was put in anew, or taken away; a room that was in memory leaves it next. */
        readonly type: 'document.replaced'
      }
    | {
        readonly type: 'signal.sent'
        readonly kind: string
        readonly data: Json
        readonly by: EventPerson
      }
    | { readonly type: 'version.created'; readonly version: EventVersion }
  )
