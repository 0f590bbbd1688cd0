import { LogOut, Settings, UserPlus } from 'lucide-react'
import { Suspense, useEffect, useEffectEvent, useState } from 'react'
import { Titles } from '../../common/header/titles.tsx'
import { EndedView } from '../../common/kit/ended-view.tsx'
import { HandsTitle } from '../../common/kit/hands-watch.tsx'
import { SpotlightView } from '../../common/kit/spotlight-view.tsx'
import { TimerView } from '../../common/kit/timer-view.tsx'
import { onHistory } from '../../common/page/history.ts'
import { Mark } from '../../common/page/mark.tsx'
import { useShortcuts } from '../../common/page/shortcuts.ts'
import { WaitingButton } from '../../common/waiting/waiting-button.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { goTo } from '../room/go-to.ts'
import { SkipLinks } from '../room/skip-links.tsx'
import {
  DesksDialog,
  InviteDialog,
  loadDialogs,
  SettingsDialog,
  ShortcutsDialog,
  VersionsDialog,
} from './late-dialogs.tsx'

export const Header = ({ room, onLeave }: { room: string; onLeave: () => void }) => {
  const classroom = useClassroom()
  const words = useWords()
  const { messages } = useReadable(classroom.chat.state)
  const [dialog, setDialog] = useState<DialogName | null>(null)
  useEffect(() => void loadDialogs(), [])

  const leave = useEffectEvent(() => {
    // Leaving frees the seat; a lost connection and a reload keep it.
    classroom.seating.leave()
    onLeave()
  })
  // Back leaves the room, and Leave goes back.
  useEffect(() => onHistory((isInRoom) => isInRoom || leave()), [])
  useShortcuts({ '?': () => setDialog('shortcuts'), c: () => goTo('chat', classroom.tabs) })

  return (
    <header>
      <Mark size={34} />
      <Titles room={room} isSending={messages.some(({ fate }) => fate === 'sending')} />
      <HandsTitle />
      <SkipLinks />
      <SpotlightView />
      <EndedView />
      <WaitingButton />
      <TimerView />
      <button className="invite" type="button" onClick={() => setDialog('invite')}>
        <UserPlus /> <span className="button-label">{words.header.invite}</span>
      </button>
      <button
        className="quiet icon"
        type="button"
        aria-label={words.header.settings}
        title={words.header.settings}
        onClick={() => setDialog('settings')}
      >
        <Settings />
      </button>
      <button className="leave" type="button" onClick={() => history.back()}>
        <LogOut /> <span className="button-label">{words.header.leave}</span>
      </button>
      <Suspense>
        {dialog !== null && <OpenDialog dialog={dialog} room={room} onChange={setDialog} />}
      </Suspense>
    </header>
  )
}

type DialogName = 'invite' | 'settings' | 'versions' | 'shortcuts' | 'desks'

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
  if (dialog === 'desks') return <DesksDialog onClose={close} />
  if (dialog === 'shortcuts') return <ShortcutsDialog onClose={close} />
  return (
    <SettingsDialog
      onClose={close}
      onVersions={() => onChange('versions')}
      onShortcuts={() => onChange('shortcuts')}
      onDesks={() => onChange('desks')}
    />
  )
}
