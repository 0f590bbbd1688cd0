import type { Rules } from '../../shared/index.ts'
import type { Notice } from '../connection/protocol-v1.ts'
import type { Status } from '../connection/status.ts'
import type { Saved } from '../document/saved.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

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
export const useStatus = (): Status => useReadable(useRoom().status)

/**
 * The last thing that was refused, and why; null before.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useNotice } from 'homeroom/react'
 *
 * export const Refused = () => <p role="alert">{useNotice()?.text}</p>
 * ```
 */
export const useNotice = (): Notice | null => useReadable(useRoom().notice)

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
export const useRules = (): Rules => useReadable(useRoom().rules)

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
export const useSaved = (): Saved => useReadable(useRoom().saved)
