import { byCodePoints } from './code-points.ts'
import { checkKept, type KeptChanges, type KeptInfo, type KeptRange, KINDS_OF_ROOM } from './kept.ts'
import type { Store } from './store.ts'

/** What is kept beside the logs, for the life of the process. */
export const memoryKept = () => {
  /** Bodies by key, by room, by kind. */
  const kinds = new Map<string, Map<string, Map<string, Uint8Array>>>()

  const bodiesOf = (room: string, kind: string): ReadonlyMap<string, Uint8Array> =>
    kinds.get(kind)?.get(room) ?? new Map()

  const methods = {
    async keep(room: string, kind: string, changes: KeptChanges): Promise<void> {
      checkKept(changes)
      // Copies take memory, of which there may be too little: nothing has changed by then.
      const copies = Array.from(
        changes,
        ([key, body]) => [key, body === null ? null : Uint8Array.from(body)] as const,
      )
      const bodies = kinds.get(kind)?.get(room) ?? new Map<string, Uint8Array>()
      for (const [key, body] of copies)
        if (body === null) bodies.delete(key)
        else bodies.set(key, body)
      const rooms = kinds.get(kind) ?? new Map()
      kinds.set(kind, rooms)
      if (bodies.size > 0) rooms.set(room, bodies)
      else rooms.delete(room)
    },

    async kept(kind: string, { room: only, after, limit }: KeptRange = {}): Promise<readonly KeptInfo[]> {
      const isAfter = (room: string, key: string) =>
        after === undefined || (byCodePoints(room, after.room) || byCodePoints(key, after.key)) > 0
      return [...(kinds.get(kind) ?? [])]
        .filter(([room]) => only === undefined || room === only)
        .sort(([one], [other]) => byCodePoints(one, other))
        .flatMap(([room, bodies]) =>
          [...bodies]
            .filter(([key]) => isAfter(room, key))
            .sort(([one], [other]) => byCodePoints(one, other))
            .map(([key, body]) => ({ room, key, bytes: body.length })),
        )
        .slice(0, limit)
    },

    keptBodies: async (room: string, kind: string, keys: readonly string[]) =>
      keys.map((key) => bodiesOf(room, kind).get(key) ?? null),
  } satisfies Partial<Store>

  return {
    methods,
    /** The room is gone. */
    forget(room: string): void {
      for (const kind of KINDS_OF_ROOM) kinds.get(kind)?.delete(room)
    },
  }
}
