import { useSaved } from 'homeroom/react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'

/** How far this person's work has come, in a word and in a sentence. */
interface Standing {
  readonly light: 'good' | 'wait' | 'bad'
  readonly word: string
  readonly sentence: string
}

const SAVED: Standing = {
  light: 'good',
  word: 'Saved',
  sentence: 'All that you did is saved by the relay.',
}
const SENT: Standing = {
  light: 'good',
  word: 'Sent',
  sentence: 'The relay has all that you did, but keeps nothing on disk.',
}
const SAVING: Standing = {
  light: 'wait',
  word: 'Saving…',
  sentence: 'What you did is on its way to the relay.',
}
const KEPT: Standing = {
  light: 'wait',
  word: 'On this device',
  sentence: 'What you did is kept on this device, and sent when the connection is back.',
}
const HERE: Standing = {
  light: 'bad',
  word: 'Not saved',
  sentence: 'What you did is nowhere but in this page: keep it open until the connection is back.',
}

const READ_ONLY: Standing = {
  light: 'bad',
  word: 'Not sent',
  sentence: 'There is work of yours here that the relay does not have, and in this room you may only read.',
}

const FULL: Standing = {
  light: 'bad',
  word: 'Full',
  sentence:
    'The board is as large as it may be: what you did last is nowhere but here. Delete something, and it is sent.',
}

const tooLarge = (bytes: number, limit: number): Standing => ({
  light: 'bad',
  word: 'Too large',
  sentence: `Something of ${megabytes(bytes)} is too large for the relay, which takes ${megabytes(limit)}. Take it away, and the rest is sent.`,
})

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`

/** Says in the header whether work is saved. Screen readers do not announce it: it changes with every letter. */
export const SavedLight = () => {
  const { room } = useClassroom()
  const { state, obstacle } = useSaved()
  const offline = useReadable(room.offline)
  const status = useReadable(room.status)
  const welcome = useReadable(room.welcome)
  const { write } = useRights()
  const isReadOnly = obstacle?.kind === 'read-only'
  // A person who may not write has mostly nothing to lose, and a relay of another make does not say what it saved.
  if ((write !== null && !isReadOnly) || welcome === null) return null

  const standing = (): Standing => {
    if (isReadOnly) return READ_ONLY
    if (obstacle?.kind === 'too-large') return tooLarge(obstacle.bytes, obstacle.limit)
    if (obstacle?.kind === 'document-full') return FULL
    if (state === 'saved') return SAVED
    if (welcome.durability === 'none' && state === 'received') return SENT
    if (status.state === 'connected') return SAVING
    return offline.state === 'ready' ? KEPT : HERE
  }
  const { light, word, sentence } = standing()
  return (
    <span className="saved" data-light={light} title={sentence}>
      <span className="saved-word" aria-hidden="true">
        {word}
      </span>
      <span className="unseen">{sentence}</span>
    </span>
  )
}
