import { useEffect, useRef } from 'react'
import { CallButton } from '../../common/kit/spotlight-view.tsx'
import { HostMark, Name, NotHostMark, Token } from '../../common/people/person.tsx'
import { Control } from '../../common/room/control.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'

/** Keeps its height while a mouse is over what stands below: a row there does not go from under the pointer when a hand is raised. */
const useHeldHeight = () => {
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    const above = section.current
    const below = above?.nextElementSibling
    if (above === null || !(below instanceof HTMLElement)) return
    const hold = ({ pointerType }: PointerEvent) => {
      if (pointerType === 'mouse') above.style.height = `${above.offsetHeight}px`
    }
    const release = () => above.style.removeProperty('height')
    below.addEventListener('pointerenter', hold)
    below.addEventListener('pointerleave', release)
    return () => {
      below.removeEventListener('pointerenter', hold)
      below.removeEventListener('pointerleave', release)
    }
  }, [])
  return section
}

/** The raised hands in order, for everyone. Hosts lower hands here. */
export const HandQueue = () => {
  const section = useHeldHeight()
  const { cast, moderation } = useClassroom()
  const { hands } = useReadable(cast)
  const { isHost } = useRights()
  const words = useWords()
  return (
    <section
      ref={section}
      className="panel hands"
      aria-labelledby="hands-title"
      data-empty={hands.length === 0}
    >
      <div className="panel-head">
        <h2 id="hands-title">
          {words.gestures.hands} <span className="number">{words.number(hands.length)}</span>
        </h2>
        {isHost && hands.length > 0 && (
          <Control className="small" off={null} onClick={moderation.lowerAll}>
            {words.gestures.lowerAll}
          </Control>
        )}
      </div>
      {hands.length === 0 ? (
        <p className="hint">{words.gestures.noHand}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard
        <ol className="queue" tabIndex={0} aria-label={words.gestures.raisedHands}>
          {hands.map((member, index) => (
            <li key={member.key}>
              <span className="turn" aria-hidden="true">
                {words.number(index + 1)}
              </span>
              <Token sitter={member.sitter} name={member.name} />
              <Name>{member.name}</Name>
              {member.role === 'host' && <HostMark />}
              {member.isNamesake && <NotHostMark />}
              {member.isSelf && <span className="chip">{words.people.you}</span>}
              <CallButton member={member} />
              {isHost && (
                <Control
                  className="small"
                  off={null}
                  aria-label={words.gestures.lowerOf(member.name)}
                  onClick={() => moderation.lower(member)}
                >
                  {words.gestures.lowerOne}
                </Control>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
