import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isEmptyRoom } from '../empty-room.ts'
import { type RoomVersions, versionsOf } from '../versions/room-versions.ts'
import type { Version } from '../versions/version.ts'
import { useRoom } from './room-provider.tsx'

/**
 * The versions of a room's document as a component shows them, and what can be done with them. The methods reject with a
 * `VersionsError` of `homeroom/versions`; after each of them the list is got anew.
 *
 * @example
 * ```tsx
 * import { useVersions, type VersionsOfRoom } from 'homeroom/react'
 *
 * export const count = ({ list }: VersionsOfRoom) => list?.length ?? 0
 * export const Count = () => <p>{count(useVersions())} versions</p>
 * ```
 */
export interface VersionsOfRoom extends Omit<RoomVersions, 'list'> {
  /** All of them, the latest first; null until they have come. */
  readonly list: readonly Version[] | null
  /**
   * Why the list could not be got the last time; null where it could. A `VersionsError` of `homeroom/versions`, as a rule. Why a
   * method failed is what it rejects with.
   */
  readonly error: Error | null
  /** Gets the list again: versions that others make do not come by themselves. */
  readonly refresh: () => Promise<void>
}

interface Listed {
  readonly list: readonly Version[] | null
  readonly error: Error | null
}

const NOTHING: Listed = { list: null, error: null }

/**
 * The versions of the room's document, for hosts.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useVersions } from 'homeroom/react'
 * import { useState } from 'react'
 *
 * export const Versions = () => {
 *   const { list, error, create, restore } = useVersions()
 *   const [fault, setFault] = useState<Error | null>(null)
 *   const run = (act: Promise<unknown>) => act.then(() => setFault(null), setFault)
 *   return (
 *     <>
 *       {(fault ?? error) && <p role="alert">{(fault ?? error)?.message}</p>}
 *       <button onClick={() => run(create())}>Keep what is there now</button>
 *       <ul>
 *         {list?.map(({ id, name, atMs }) => (
 *           <li key={id}>
 *             {name ?? new Date(atMs).toLocaleString()} <button onClick={() => run(restore(id))}>Restore</button>
 *           </li>
 *         ))}
 *       </ul>
 *     </>
 *   )
 * }
 * ```
 */
export const useVersions = (): VersionsOfRoom => {
  const room = useRoom()
  const [listed, setListed] = useState(NOTHING)
  /** Of the latest request; what comes of an earlier one, or after the component is gone, is let go of. */
  const latest = useRef(0)

  const refresh = useCallback(async () => {
    latest.current += 1
    const request = latest.current
    const set = (next: (before: Listed) => Listed) => {
      if (latest.current === request) setListed(next)
    }
    try {
      const list = await versionsOf(room).list()
      set(() => ({ list, error: null }))
    } catch (error) {
      set(({ list }) => ({ list, error: error instanceof Error ? error : new Error(String(error)) }))
    }
  }, [room])

  useEffect(() => {
    // On a server, and until the page has joined, there is nothing to ask.
    if (!isEmptyRoom(room)) void refresh()
    return () => {
      latest.current += 1
      setListed(NOTHING)
    }
  }, [room, refresh])

  const methods = useMemo(() => {
    const then =
      <Args extends unknown[], Value>(
        method: (versions: RoomVersions) => (...args: Args) => Promise<Value>,
      ) =>
      async (...args: Args): Promise<Value> => {
        try {
          return await method(versionsOf(room))(...args)
        } finally {
          await refresh()
        }
      }
    return {
      create: then(({ create }) => create),
      rename: then(({ rename }) => rename),
      remove: then(({ remove }) => remove),
      restore: then(({ restore }) => restore),
      read: (id: string) => versionsOf(room).read(id),
      difference: (id: string, to?: string) => versionsOf(room).difference(id, to),
    }
  }, [room, refresh])

  return useMemo(() => ({ ...listed, ...methods, refresh }), [listed, methods, refresh])
}
