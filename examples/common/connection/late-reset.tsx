import { useStatus } from 'homeroom/react'
import { Suspense } from 'react'
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'

/** Loaded with the other dialogs: a page that was loaded anew for it would have lost the copy that it asks about. */
export const loadReset = async () => (await import('./reset-dialog.tsx')).ResetDialog

const Dialog = late(loadReset, PartNotLoaded)

/** Asks what becomes of the document here when the room has a new epoch: it was emptied or restored. */
export const ResetDialog = ({ name }: { name: string }) => {
  const { state } = useStatus()
  return <Suspense>{state === 'room-reset' && <Dialog name={name} />}</Suspense>
}
