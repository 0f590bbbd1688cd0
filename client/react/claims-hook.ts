import { useMemo } from 'react'
import type { HeldKey } from '../claims/claim.ts'
import { type Claims, claimsOf } from '../claims/room-claims.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * The keys of a room as a component shows them, and what can be done with them.
 *
 * @example
 * ```tsx
 * import { type ClaimsOfRoom, useClaims } from 'homeroom/react'
 *
 * export const count = ({ held }: ClaimsOfRoom) => held.length
 * export const Count = () => <p>{count(useClaims())} keys are held</p>
 * ```
 */
export interface ClaimsOfRoom extends Pick<Claims, 'take' | 'release' | 'give'> {
  /** All keys that somebody has, in the order of the keys. */
  readonly held: readonly HeldKey[]
}

/**
 * The keys of the room that one person at a time holds.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useClaims } from 'homeroom/react'
 *
 * export const Pen = () => {
 *   const { held, take, release } = useClaims()
 *   const pen = held.find(({ key }) => key === 'pen')
 *   if (pen?.isOwn) return <button onClick={() => release('pen')}>Give the pen back</button>
 *   return pen ? <p>{pen.name ?? 'Somebody'} has the pen</p> : <button onClick={() => take('pen')}>Take the pen</button>
 * }
 * ```
 */
export const useClaims = (): ClaimsOfRoom => {
  const claims = claimsOf(useRoom())
  const held = useReadable(claims)
  return useMemo(() => {
    const { take, release, give } = claims
    return { held, take, release, give }
  }, [claims, held])
}
