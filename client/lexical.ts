/**
 * What Lexical needs beside a room: `homeroom/lexical`.
 *
 * @module
 */
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { systemEnvironment } from './environment.ts'
import { RoomYjsProvider, type YjsProvider } from './provider.ts'
import type { Room } from './room-api.ts'

/**
 * A provider for an editor whose binding shows only what it sees arrive, as Lexical's does: on a document that has content
 * already, it shows a white page, and writes over what is there. The document of this provider is empty until `connect`, then
 * in step with that of the room until `disconnect`. Make one for each time that the editor is mounted.
 *
 * @example
 * ```ts
 * import type { Room, YjsProvider } from 'homeroom/client'
 * import { editorProvider } from 'homeroom/lexical'
 * import type { Doc } from 'yjs'
 *
 * // What Lexical's CollaborationPlugin takes as its `providerFactory`.
 * export const lexicalFactory =
 *   (room: Room) =>
 *   (id: string, docs: Map<string, Doc>): YjsProvider => {
 *     const provider = editorProvider(room) // one for each mount
 *     docs.set(id, provider.doc)
 *     return provider
 *   }
 * ```
 */
export const editorProvider = (
  room: Pick<Room, 'doc' | 'awareness' | 'provider' | 'status'>,
): YjsProvider => {
  const { doc: whole, provider, status } = room
  const doc = new Y.Doc({ gc: whole.gc })
  // Each takes what was done in the other, by an origin that says so: it goes no further.
  const out = (update: Uint8Array, origin: unknown) => {
    if (origin !== whole) Y.applyUpdate(whole, update, doc)
  }
  const into = (update: Uint8Array, origin: unknown) => {
    if (origin !== doc) Y.applyUpdate(doc, update, whole)
  }
  const part = () => {
    doc.off('update', out)
    whole.off('update', into)
  }
  const meet = () => {
    part()
    doc.on('update', out)
    whole.on('update', into)
    into(Y.encodeStateAsUpdate(whole, Y.encodeStateVector(doc)), null)
    out(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(whole)), null)
  }
  return new RoomYjsProvider({
    awareness: awarenessOf(doc, room.awareness),
    connection: {
      status,
      connect: () => {
        meet()
        provider.connect()
      },
    },
    self: {
      withdraw: () => {
        part()
        provider.disconnect()
      },
    },
    report: systemEnvironment().report,
  })
}

/** The Awareness of the room, in which this client has the clientID of `doc`: a binding knows its own caret by that. */
const awarenessOf = (doc: Y.Doc, base: Awareness): Awareness => {
  const states = () =>
    new Map(Array.from(base.states, ([id, state]) => [id === base.clientID ? doc.clientID : id, state]))
  return Object.create(base, {
    doc: { value: doc },
    clientID: { get: () => doc.clientID },
    states: { get: states },
    getStates: { value: states },
    getLocalState: { value: () => base.getLocalState() },
    setLocalState: { value: (state: Record<string, unknown> | null) => base.setLocalState(state) },
  })
}
