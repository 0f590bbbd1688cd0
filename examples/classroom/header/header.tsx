import { useRules, useStatus } from 'homeroom/react'
import { LogOut, Settings, UserPlus } from 'lucide-react'
import { Suspense, useEffect, useRef, useState } from 'react'
import { SavedLight } from '../connection/saved-light.tsx'
import { isLost } from '../connection/state-line.tsx'
import { Mark } from '../page/mark.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { useWords } from '../words/index.ts'
import { InviteDialog, loadDialogs, SettingsDialog, VersionsDialog } from './late-dialogs.tsx'

export const Header = ({ room, onLeave }: { room: string; onLeave: () => void }) => {
  const classroom = useClassroom()
  const { members } = useReadable(classroom.cast)
  const status = useStatus()
  const { locked } = useRules()
  const words = useWords()
  const state = isLost(status) ? 'disconnected' : status.state
  const [dialog, setDialog] = useState<'invite' | 'settings' | 'versions' | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  // A screen reader then says where it is, and Tab goes on from here.
  useEffect(() => title.current?.focus(), [])
  useEffect(() => void loadDialogs(), [])

  const leave = () => {
    // Leaving frees the seat; a lost connection and a reload keep it.
    classroom.seating.leave()
    onLeave()
  }

  return (
    <header>
      <Mark size={34} />
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
      <button className="leave" type="button" onClick={leave}>
        <LogOut /> <span className="button-label">{words.header.leave}</span>
      </button>
      <Suspense>
        {dialog === 'invite' && <InviteDialog room={room} onClose={() => setDialog(null)} />}
        {dialog === 'settings' && (
          <SettingsDialog onClose={() => setDialog(null)} onVersions={() => setDialog('versions')} />
        )}
        {dialog === 'versions' && <VersionsDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </header>
  )
}
