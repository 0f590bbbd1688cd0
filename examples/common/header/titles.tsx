import { useRules, useStatus } from 'homeroom/react'
import { useLayoutEffect, useRef } from 'react'
import { SavedLight } from '../connection/saved-light.tsx'
import { isLost } from '../connection/state-line.tsx'
import { usePeopleCount } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

interface TitlesProps {
  readonly room: string
  /** Whether something of this person waits for the relay beside the document. */
  readonly isSending?: boolean
}

/** The name of the room, and how this page stands to it. */
export const Titles = ({ room, isSending = false }: TitlesProps) => {
  const people = usePeopleCount()
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
        <span className="count">{words.header.people(people)}</span>
        <SavedLight isSending={isSending} />
        {locked && <span className="chip">{words.header.locked}</span>}
      </p>
    </div>
  )
}
