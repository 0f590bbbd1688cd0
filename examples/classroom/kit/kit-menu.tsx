import { Suspense } from 'react'
import { late } from '../../common/page/late.tsx'
import { useRights } from '../room/classroom-context.tsx'

/** Pupils, of whom there are many, do not load it. A host whose relay has another version of the page by now is told so there. */
const HostKit = late(
  async () => (await import('./host-kit.tsx')).HostKit,
  () => null,
)

/** What hosts have for a lesson, behind one button. Others do not see it. */
export const KitMenu = ({ name }: { name: string }) => {
  const { isHost } = useRights()
  return isHost ? (
    <Suspense>
      <HostKit name={name} />
    </Suspense>
  ) : null
}
