// Dialogs that nobody sees at first.
import { Dialog } from '../page/dialog.tsx'
import { late } from '../page/late.tsx'
import { useWords } from '../words/index.ts'

const loadInvite = async () => (await import('./invite-dialog.tsx')).InviteDialog
const loadSettings = async () => (await import('./settings-dialog.tsx')).SettingsDialog
const loadVersions = async () => (await import('../versions/versions-dialog.tsx')).VersionsDialog

const NotLoaded = ({ onClose }: { readonly onClose: () => void }) => {
  const { page } = useWords()
  return (
    <Dialog title={page.notLoaded} onClose={onClose}>
      <p>{page.loadAnew}</p>
    </Dialog>
  )
}

export const InviteDialog = late(loadInvite, NotLoaded)
export const SettingsDialog = late(loadSettings, NotLoaded)
export const VersionsDialog = late(loadVersions, NotLoaded)

/** Has them here once the room is seen, so that they open without a network, too. */
export const loadDialogs = async (): Promise<void> => {
  await Promise.allSettled([loadInvite(), loadSettings(), loadVersions()])
}
