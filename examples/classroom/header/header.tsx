import { useRules, useStatus } from 'homeroom/react'
import { LogOut, Settings, UserPlus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { SavedLight } from '../connection/saved-light.tsx'
import { isLost } from '../connection/state-line.tsx'
import { Mark } from '../page/mark.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { VersionsDialog } from '../versions/versions-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'

const STATES = {
  connecting: 'Connecting…',
  connected: 'Connected',
  disconnected: 'Offline',
  closed: 'Closed',
  'room-reset': 'Room replaced',
  left: 'Left',
} as const

export const Header = ({ room, onLeave }: { room: string; onLeave: () => void }) => {
  const classroom = useClassroom()
  const { members } = useReadable(classroom.cast)
  const status = useStatus()
  const { locked } = useRules()
  const state = isLost(status) ? 'disconnected' : status.state
  const [dialog, setDialog] = useState<'invite' | 'settings' | 'versions' | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  // A screen reader then says where it is, and Tab goes on from here.
  useEffect(() => title.current?.focus(), [])

  const leave = () => {
    // Leaving frees the seat at once; a lost connection keeps it for a while.
    classroom.ownPlace.stand()
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
            {STATES[state]}
          </output>
          <span className="count">{members.length === 1 ? '1 person' : `${members.length} people`}</span>
          <SavedLight />
          {locked && <span className="chip">locked</span>}
        </p>
      </div>
      <button className="invite" type="button" onClick={() => setDialog('invite')}>
        <UserPlus /> <span className="button-label">Invite</span>
      </button>
      <button
        className="quiet icon"
        type="button"
        aria-label="Settings"
        title="Settings"
        onClick={() => setDialog('settings')}
      >
        <Settings />
      </button>
      <button className="leave" type="button" onClick={leave}>
        <LogOut /> <span className="button-label">Leave</span>
      </button>
      {dialog === 'invite' && <InviteDialog room={room} onClose={() => setDialog(null)} />}
      {dialog === 'settings' && (
        <SettingsDialog onClose={() => setDialog(null)} onVersions={() => setDialog('versions')} />
      )}
      {dialog === 'versions' && <VersionsDialog onClose={() => setDialog(null)} />}
    </header>
  )
}
