// Dialogs that nobody sees at first.
import { loadReset } from '../../common/connection/late-reset.tsx'
import { DialogNotLoaded } from '../../common/page/dialog-not-loaded.tsx'
import { late } from '../../common/page/late.tsx'

const loadDesks = async () => (await import('../floor/desks-dialog.tsx')).DesksDialog
const loadInvite = async () => (await import('../../common/invite/invite-dialog.tsx')).InviteDialog
const loadPerson = async () => (await import('../host/person-dialog.tsx')).PersonDialog
const loadSettings = async () => (await import('./settings-dialog.tsx')).SettingsDialog
const loadShortcuts = async () => (await import('./shortcuts-dialog.tsx')).ShortcutsDialog
const loadVersions = async () => (await import('../../common/versions/versions-dialog.tsx')).VersionsDialog

export const DesksDialog = late(loadDesks, DialogNotLoaded)
export const InviteDialog = late(loadInvite, DialogNotLoaded)
export const PersonDialog = late(loadPerson, DialogNotLoaded)
export const SettingsDialog = late(loadSettings, DialogNotLoaded)
export const ShortcutsDialog = late(loadShortcuts, DialogNotLoaded)
export const VersionsDialog = late(loadVersions, DialogNotLoaded)

/** Has them here once the room is seen, so that they open without a network, too. */
export const loadDialogs = async (): Promise<void> => {
  await Promise.allSettled([
    loadDesks(),
    loadInvite(),
    loadPerson(),
    loadReset(),
    loadSettings(),
    loadShortcuts(),
    loadVersions(),
  ])
}
