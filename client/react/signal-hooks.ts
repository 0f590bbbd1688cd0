import { useEffect } from 'react'
import type { KindOf, RegisteredPresence, RegisteredSignals } from '../register.ts'
import type { Reaction } from '../signals/reactions.ts'
import type { HeardOf } from '../signals/signals.ts'
import { useLatest } from './latest.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

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
  const latest = useLatest(listener)
  useEffect(() => signals.on(kind, (signal) => latest.current(signal)), [signals, kind, latest])
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
export const useReactions = (): readonly Reaction[] => useReadable(useRoom().reactions)
