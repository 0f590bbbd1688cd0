import { LogOut, Settings, UserPlus } from 'lucide-react'
import { Suspense, useEffect, useEffectEvent, useState } from 'react'
import { Titles } from '../header/titles.tsx'
import { EndedView } from '../kit/ended-view.tsx'
import { HandsTitle } from '../kit/hands-watch.tsx'
import { SpotlightView } from '../kit/spotlight-view.tsx'
import { TimerView } from '../kit/timer-view.tsx'
import { onHistory } from '../page/history.ts'
import { Mark } from '../page/mark.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { WaitingButton } from '../waiting/waiting-button.tsx'
import { useWords } from '../words/index.ts'
import { InviteDialog, loadDialogs, SettingsDialog, VersionsDialog } from './late-dialogs.tsx'

type DialogName = 'invite' | 'settings' | 'versions'

interface FrameHeaderProps {
  /** The room's name. */
  readonly room: string
  readonly onLeave: () => void
  /** Shows the versions of the room; a dialog by default. */
  readonly onVersions?: () => void
}

/** The header of a room that is not a classroom. */
export const FrameHeader = ({ room, onLeave, onVersions }: FrameHeaderProps) => {
  const { header } = useWords()
  const { messages } = useReadable(useRoomState().chat.state)
  const [dialog, setDialog] = useState<DialogName | null>(null)
  useEffect(() => void loadDialogs(), [])
  const open = (next: DialogName | null) => {
    const isElsewhere = next === 'versions' && onVersions !== undefined
    if (isElsewhere) onVersions()
    setDialog(isElsewhere ? null : next)
  }
  const leave = useEffectEvent(onLeave)
  // Back leaves the room, and Leave goes back.
  useEffect(() => onHistory((isInRoom) => isInRoom || leave()), [])
  return (
    <header>
      <Mark size={34} />
      <Titles room={room} isSending={messages.some(({ fate }) => fate === 'sending')} />
      <HandsTitle />
      <SpotlightView />
      <EndedView />
      <WaitingButton />
      <TimerView />
      <button className="invite" type="button" title={header.invite} onClick={() => setDialog('invite')}>
        <UserPlus /> <span className="button-label">{header.invite}</span>
      </button>
      <button
        className="quiet icon"
        type="button"
        aria-label={header.settings}
        title={header.settings}
        onClick={() => setDialog('settings')}
      >
        <Settings />
      </button>
      <button className="leave" type="button" title={header.leave} onClick={() => history.back()}>
        <LogOut /> <span className="button-label">{header.leave}</span>
      </button>
      <Suspense>{dialog !== null && <OpenDialog dialog={dialog} room={room} onChange={open} />}</Suspense>
    </header>
  )
}

interface OpenDialogProps {
  readonly dialog: DialogName
  readonly room: string
  /** Opens another one instead, or none. */
  readonly onChange: (dialog: DialogName | null) => void
}

const OpenDialog = ({ dialog, room, onChange }: OpenDialogProps) => {
  const close = () => onChange(null)
  if (dialog === 'invite') return <InviteDialog room={room} onClose={close} />
  if (dialog === 'versions') return <VersionsDialog onClose={close} />
  return <SettingsDialog onClose={close} onVersions={() => onChange('versions')} />
}
