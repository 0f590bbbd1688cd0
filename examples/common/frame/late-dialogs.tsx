// Dialogs that nobody sees at first.
import { loadReset } from '../connection/late-reset.tsx'
import { DialogNotLoaded } from '../page/dialog-not-loaded.tsx'
import { late } from '../page/late.tsx'

const loadInvite = async () => (await import('../invite/invite-dialog.tsx')).InviteDialog
const loadPeople = async () => (await import('../people/people-dialog.tsx')).PeopleDialog
const loadSettings = async () => (await import('./settings-dialog.tsx')).SettingsDialog
const loadVersions = async () => (await import('../versions/versions-dialog.tsx')).VersionsDialog

export const InviteDialog = late(loadInvite, DialogNotLoaded)
export const PeopleDialog = late(loadPeople, DialogNotLoaded)
export const SettingsDialog = late(loadSettings, DialogNotLoaded)
export const VersionsDialog = late(loadVersions, DialogNotLoaded)

/** Has them here once the room is seen, so that they open without a network, too. */
export const loadDialogs = async (): Promise<void> => {
  await Promise.allSettled([loadInvite(), loadPeople(), loadReset(), loadSettings(), loadVersions()])
}
