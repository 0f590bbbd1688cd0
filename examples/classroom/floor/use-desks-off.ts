import type { Off } from '../../common/room/rights.ts'
import { useIsVerified } from '../../common/settings/versions-setting.tsx'
import { useWords } from '../../common/words/index.ts'
import { useRights } from '../room/classroom-context.tsx'

/** Why this person does not change the desks: that is for hosts where the relay verifies people. */
export const useDesksOff = (): Off => {
  const { write, isHost } = useRights()
  const isVerified = useIsVerified()
  const { settings } = useWords()
  return write ?? (isVerified && !isHost ? settings.hostsDesks : null)
}
