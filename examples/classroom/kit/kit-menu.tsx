import { Suspense } from 'react'
import { late } from '../../common/page/late.tsx'
import { PartNotLoaded } from '../../common/page/part-not-loaded.tsx'
import { useRights } from '../room/classroom-context.tsx'

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
