import { Control } from '../room/control.tsx'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** Whether the relay knows people by their tokens. */
export const useIsVerified = (): boolean =>
  (useReadable(useRoomState().room.welcome)?.identity.id ?? null) !== null

/** Leads hosts to the versions of the room; where the relay verifies nobody everyone reads them. */
export const VersionsSetting = ({ onVersions }: { onVersions: () => void }) => {
  const { isHost } = useRights()
  const isVerified = useIsVerified()
  const { settings } = useWords()
  return (
    <div className="setting">
      <span>{settings.versions}</span>
      <Control
        off={isHost || !isVerified ? null : settings.hostsVersions}
        aria-haspopup="dialog"
        onClick={onVersions}
      >
        {settings.show}
      </Control>
    </div>
  )
}
