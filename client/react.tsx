import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Rules } from '../shared/index.ts'
import type { Status } from './connection/status.ts'
import type { Saved } from './document/saved.ts'
import type { Person, Presence } from './presence/people.ts'
import type { Other } from './presence/published-lists.ts'
import type { PresenceChange } from './presence/self.ts'
import type { KindOf, RegisteredPresence, RegisteredSignals } from './register.ts'
import { joinRoom } from './room.ts'
import type { Room, RoomOptions } from './room-api.ts'
import type { Reaction } from './signals/reactions.ts'
import type { HeardOf } from './signals/signals.ts'
import type { ReadonlyStore } from './store.ts'

const RoomContext = createContext<Room | null>(null)

/** What {@link RoomProvider} takes: a room's address, and everything that `joinRoom` takes. */
export interface RoomProviderProps extends RoomOptions {
  /** The relay: `wss://rooms.example`. A change of it, or of `room`, leaves the one room and joins the other. */
  readonly url: string
  /** The room's id: `school/7b`. */
  readonly room: string
  /** Shown until the room is joined, which is at once: on the server, and in the first render. */
  readonly fallback?: ReactNode
  /** What may use the hooks. */
  readonly children: ReactNode
}

/**
 * Joins a room for the components below, and leaves it when it is unmounted.
 *
 * Options are read when the room is joined; a change of `token` or `presence` later changes nothing. When the copy was
 * dropped it joins again by itself, with a new document; bring none by `doc` then.
 *
 * @throws TypeError while rendering, for an error boundary, where `joinRoom` throws it: a URL, a room or an option is not valid.
 * @example
 * ```tsx
 * import { RoomProvider, usePeople } from 'homeroom/react'
 *
 * const People = () => usePeople().map(({ key, name }) => <p key={key}>{name}</p>)
 *
 * export const App = () => (
 *   <RoomProvider url="wss://rooms.example" room="school/7b" presence={{ name: 'Ada' }}>
 *     <People />
 *   </RoomProvider>
 * )
 * ```
 */
export const RoomProvider = ({ url, room: id, fallback = null, children, ...options }: RoomProviderProps) => {
  const [joined, setJoined] = useState<Joined | null>(null)
  const optionsAtJoin = useRef(options)
  optionsAtJoin.current = options

  // In an effect, since a render may be thrown away: StrictMode mounts twice, and a room of the first time would stay.
  useEffect(() => {
    const undo = joinLater(() => joinRoom(url, id, optionsAtJoin.current), setJoined)
    return () => {
      undo()
      setJoined(null)
    }
  }, [url, id])

  if (joined === null) return fallback
  // While rendering, where an error boundary catches it.
  if ('error' in joined) throw joined.error
  return <RoomContext value={joined.room}>{children}</RoomContext>
}

/** A room, or what `joinRoom` has thrown. */
type Joined = { readonly room: Room } | { readonly error: unknown }

/**
 * Joins in a microtask, and not at all where it is undone before: StrictMode's first mount is undone in the same turn, so
 * it costs no connection. Joins again when the copy was dropped, in the room as it is now. Gives what undoes it.
 */
const joinLater = (join: () => Room, joined: (result: Joined) => void): (() => void) => {
  let room: Room | null = null
  let isUndone = false
  const joinNow = () => {
    if (isUndone) return
    try {
      room = join()
    } catch (error) {
      joined({ error })
      return
    }
    room.status.subscribe((status) => {
      if (status.state === 'left' && status.isDropped) queueMicrotask(joinNow)
    })
    joined({ room })
  }
  queueMicrotask(joinNow)
  return () => {
    isUndone = true
    room?.leave()
  }
}

/**
 * The room of the nearest {@link RoomProvider}.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useRoom } from 'homeroom/react'
 *
 * export const Leave = () => {
 *   const room = useRoom()
 *   return <button onClick={() => room.leave()}>Leave</button>
 * }
 * ```
 */
export const useRoom = (): Room => {
  const room = useContext(RoomContext)
  if (room === null) throw new Error('There is no RoomProvider above this component.')
  return room
}

const useStore = <Value,>({ get, subscribe }: ReadonlyStore<Value>): Value =>
  useSyncExternalStore(subscribe, get, get)

/** What `select` makes of a value; renders again only where that is another one, by `isEqual`. */
const useSelected = <Value, Selected>(
  { get, subscribe }: ReadonlyStore<Value>,
  select: (value: Value) => Selected,
  isEqual: (a: Selected, b: Selected) => boolean,
): Selected => {
  const last = useRef<{ value: Selected } | null>(null)
  const selected = useCallback(() => {
    const value = select(get())
    if (last.current === null || !isEqual(last.current.value, value)) last.current = { value }
    return last.current.value
  }, [get, select, isEqual])
  return useSyncExternalStore(subscribe, selected, selected)
}

const identity = <Value,>(value: Value) => value

/**
 * Own presence, and the function that changes it.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useSelf } from 'homeroom/react'
 *
 * export const Hand = () => {
 *   const [self, setSelf] = useSelf()
 *   return <button onClick={() => setSelf({ hand: !self.hand })}>{self.hand ? 'Lower' : 'Raise'}</button>
 * }
 * ```
 */
export const useSelf = (): readonly [Presence, (fields: PresenceChange) => void] => {
  const { self } = useRoom()
  return [useStore(self), self.set]
}

/**
 * Every other tab, or what `selector` makes of them; compared by `Object.is` unless `isEqual` is given.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useOthers } from 'homeroom/react'
 *
 * export const Count = () => <p>{useOthers((others) => others.length)} others</p>
 * ```
 */
export function useOthers(): readonly Other[]
export function useOthers<Selected>(
  selector: (others: readonly Other[]) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected
export function useOthers(
  selector: (others: readonly Other[]) => unknown = identity,
  isEqual: (a: unknown, b: unknown) => boolean = Object.is,
): unknown {
  return useSelected(useRoom().others, selector, isEqual)
}

/**
 * Everyone, this client too: tabs of one verified person are one.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { usePeople } from 'homeroom/react'
 *
 * export const People = () => <ul>{usePeople().map(({ key, name }) => <li key={key}>{name}</li>)}</ul>
 * ```
 */
export const usePeople = (): readonly Person[] => useStore(useRoom().people)

/**
 * The people whose hand is up, first come first.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useHands } from 'homeroom/react'
 *
 * export const Next = () => <p>Next: {useHands()[0]?.name ?? 'nobody'}</p>
 * ```
 */
export const useHands = (): readonly Person[] => useStore(useRoom().hands)

/**
 * How it stands between this client and the room.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useStatus } from 'homeroom/react'
 *
 * export const Light = () => <p>{useStatus().state === 'connected' ? 'Online' : 'Offline'}</p>
 * ```
 */
export const useStatus = (): Status => useStore(useRoom().status)

/**
 * Calls the latest `listener` with each signal of a kind, or of all (`'*'`).
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useSignal } from 'homeroom/react'
 *
 * export const Bell = () => {
 *   useSignal('bell', ({ from }) => console.log('rung by', from.name))
 *   return null
 * }
 * ```
 */
export const useSignal = <Kind extends KindOf<RegisteredSignals> | '*'>(
  kind: Kind,
  listener: (signal: HeardOf<Kind, RegisteredSignals, RegisteredPresence>) => void,
): void => {
  const { signals } = useRoom()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => signals.on(kind, (signal) => latest.current(signal)), [signals, kind])
}

/**
 * The emojis that people have sent in the last 4 s.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useReactions } from 'homeroom/react'
 *
 * export const Reactions = () => <p>{useReactions().map(({ emoji, count }) => `${emoji} ${count} `)}</p>
 * ```
 */
export const useReactions = (): readonly Reaction[] => useStore(useRoom().reactions)

/**
 * What hosts have ordered.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useRules } from 'homeroom/react'
 *
 * export const Locked = () => (useRules().locked ? <p>The room is locked.</p> : null)
 * ```
 */
export const useRules = (): Rules => useStore(useRoom().rules)

/**
 * How far what was done here has come.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useSaved } from 'homeroom/react'
 *
 * export const Saved = () => <p>{useSaved().state === 'saved' ? 'Saved' : 'Saving'}</p>
 * ```
 */
export const useSaved = (): Saved => useStore(useRoom().saved)
