import { Suspense } from 'react'
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'
import { useRights } from '../room/room-context.tsx'

/** Pupils, of whom there are many, do not load it. */
const Tools = late(async () => (await import('./host-tools.tsx')).HostTools, PartNotLoaded)

/** What hosts order for the whole room. Others do not see it. */
export const HostTools = () => {
  const { isHost } = useRights()
  return isHost ? (
    <Suspense>
      <Tools />
    </Suspense>
  ) : null
}
