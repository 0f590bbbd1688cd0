import { useRules, useStatus } from 'homeroom/react'
import { LogOut, Settings, UserPlus } from 'lucide-react'
import { Suspense, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { SavedLight } from '../connection/saved-light.tsx'
import { isLost } from '../connection/state-line.tsx'
import { onHistory } from '../page/history.ts'
import { Mark } from '../page/mark.tsx'
import { useShortcuts } from '../page/shortcuts.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { goTo } from '../room/go-to.ts'
import { SkipLinks } from '../room/skip-links.tsx'
import { WaitingButton } from '../waiting/waiting-button.tsx'
import { useWords } from '../words/index.ts'
import {
  InviteDialog,
  loadDialogs,
  SettingsDialog,
  ShortcutsDialog,
  VersionsDialog,
} from './late-dialogs.tsx'

export const Header = ({ room, onLeave }: { room: string; onLeave: () => void }) => {
  const classroom = useClassroom()
  const words = useWords()
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
      <Titles room={room} />
      <SkipLinks />
      <WaitingButton />
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

/** The name of the room, and how this page stands to it. */
const Titles = ({ room }: { room: string }) => {
  const { members } = useReadable(useClassroom().cast)
  const status = useStatus()
  const { locked } = useRules()
  const words = useWords()
  const state = isLost(status) ? 'disconnected' : status.state
  const title = useRef<HTMLHeadingElement>(null)
  // A screen reader then says where it is, and Tab goes on from here.
  useLayoutEffect(() => title.current?.focus(), [])

  return (
    <div className="titles">
      <h1 ref={title} tabIndex={-1} title={room}>
        <bdi>{room}</bdi>
      </h1>
      <p className="summary">
        <output className="state" data-state={state}>
          {words.header.states[state]}
        </output>
        <span className="count">{words.header.people(members.length)}</span>
        <SavedLight />
        {locked && <span className="chip">{words.header.locked}</span>}
      </p>
    </div>
  )
}

type DialogName = 'invite' | 'settings' | 'versions' | 'shortcuts'

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
  if (dialog === 'shortcuts') return <ShortcutsDialog onClose={close} />
  return (
    <SettingsDialog
      onClose={close}
      onVersions={() => onChange('versions')}
      onShortcuts={() => onChange('shortcuts')}
    />
  )
}
