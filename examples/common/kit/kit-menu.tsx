import { Suspense } from 'react'
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'
import { useRights } from '../room/room-context.tsx'

/** Pupils, of whom there are many, do not load it. */
const HostKit = late(async () => (await import('./host-kit.tsx')).HostKit, PartNotLoaded)

/** What hosts have for a lesson, behind one button. Others do not see it. */
export const KitMenu = ({ name }: { name: string }) => {
  const { isHost } = useRights()
  return isHost ? (
    <Suspense>
      <HostKit name={name} />
    </Suspense>
  ) : null
}
