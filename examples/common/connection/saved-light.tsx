import { useSaved } from 'homeroom/react'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** How far this person's work has come; there is a word and a sentence for each. */
const LIGHTS = {
  saved: 'good',
  sent: 'good',
  saving: 'wait',
  kept: 'wait',
  here: 'bad',
  readOnly: 'bad',
  full: 'bad',
  tooLarge: 'bad',
} as const
type Standing = keyof typeof LIGHTS

interface SavedLightProps {
  /** Whether something else of this person, as a message of the chat, waits for the relay. */
  readonly isSending: boolean
}

/** How far the work of this person has come, in a word and in a sentence; null where there is none to lose, or nobody says. */
export const useStanding = (isSending: boolean) => {
  const { room } = useRoomState()
  const { state, obstacle } = useSaved()
  const offline = useReadable(room.offline)
  const status = useReadable(room.status)
  const welcome = useReadable(room.welcome)
  const { write } = useRights()
  const words = useWords().connection
  const isReadOnly = obstacle?.kind === 'read-only'
  // A person who may not write has mostly nothing to lose, and a relay of another make does not say what it saved.
  if ((write !== null && !isReadOnly && !isSending) || welcome === null) return null

  const standing = (): Standing => {
    if (isReadOnly) return 'readOnly'
    if (obstacle?.kind === 'too-large') return 'tooLarge'
    if (obstacle?.kind === 'document-full') return 'full'
    // No copy keeps what is sent beside the document.
    if (isSending) return status.state === 'connected' ? 'saving' : 'here'
    if (state === 'saved') return 'saved'
    if (welcome.durability === 'none' && state === 'received') return 'sent'
    if (status.state === 'connected') return 'saving'
    return offline.state === 'ready' ? 'kept' : 'here'
  }
  const found = standing()
  const { word, why: sentence } = words.saved[found]
  const why = obstacle?.kind === 'too-large' ? words.tooLarge(obstacle.bytes, obstacle.limit) : sentence
  return { light: LIGHTS[found], word, why }
}

/** Says in the header whether work is saved. Screen readers do not announce it: it changes with every letter. */
export const SavedLight = ({ isSending }: SavedLightProps) => {
  const standing = useStanding(isSending)
  if (standing === null) return null
  const { light, word, why } = standing
  return (
    <span className="saved" data-light={light} title={why}>
      <span className="saved-word" aria-hidden="true">
        {word}
      </span>
      <span className="unseen">{why}</span>
    </span>
  )
}
