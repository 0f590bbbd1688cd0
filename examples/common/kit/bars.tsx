import './right-answer.css'
import type { LessonCheck } from 'homeroom/lesson'
import { useLesson } from 'homeroom/react'
import { Check, Circle } from 'lucide-react'
import { useRights } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { useRightAnswerWords } from '../words/right-answer.ts'
import type { RightAnswer } from './right-answer.ts'

interface BarsProps {
  /** With its choices as this page says them. */
  readonly check: LessonCheck
  readonly answer: RightAnswer
}

/** How many chose what. The bars say it to the eyes, and the numbers to everybody. A host may mark the right answer once it is shown. */
export const Bars = ({ check: { choices, counts, phase }, answer }: BarsProps) => {
  const { own } = useLesson()
  const { isHost } = useRights()
  const words = useWords()
  const { right: rightWord, ask, mark } = useRightAnswerWords()
  const isShown = phase === 'shown'
  const right = isShown ? answer.right : null
  const all = Math.max(
    1,
    (counts ?? []).reduce((sum, count) => sum + count, 0),
  )
  return (
    <>
      {isHost && isShown && <p className="hint kit-right-ask">{ask}</p>}
      <ul className="kit-bars">
        {choices.map((choice, place) => {
          const count = counts?.[place] ?? 0
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two choices may have one text, and none moves
            <li key={place} data-own={own === place} data-right={right === place}>
              <span className="kit-bar-name">
                <bdi>{choice}</bdi> {own === place && <span className="chip">{words.kit.yours}</span>}{' '}
                {right === place && (
                  <span className="chip right">
                    <Check /> {rightWord}
                  </span>
                )}
              </span>
              <span className="kit-bar" aria-hidden="true">
                <span style={{ width: `${(100 * count) / all}%` }} />
              </span>
              <span className="kit-count">{words.number(count)}</span>
              {isHost && isShown && (
                <button
                  className="kit-right icon"
                  type="button"
                  aria-pressed={right === place}
                  aria-label={mark(choice)}
                  title={mark(choice)}
                  onClick={() => answer.mark(right === place ? null : place)}
                >
                  {right === place ? <Check /> : <Circle />}
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
