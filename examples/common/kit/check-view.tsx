import './check.css'
import type { LessonCheck } from 'homeroom/lesson'
import { useLesson } from 'homeroom/react'
import { ChartColumn, ChevronDown, CircleQuestionMark, Lock, LockOpen, X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { calledIn } from '../people/cast.ts'
import { Control } from '../room/control.tsx'
import type { Off } from '../room/rights.ts'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import { Bars } from './bars.tsx'
import { keepCheck } from './kept-checks.ts'
import { type RightAnswer, useRightAnswer } from './right-answer.ts'
import { choicesIn } from './yes-no.ts'

/** It comes over the floor at a moment when somebody may press there: for so long it takes no press, in ms. */
const NEW_MS = 600

const useIsNew = (): boolean => {
  const [isNew, setIsNew] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setIsNew(false), NEW_MS)
    return () => clearTimeout(timer)
  }, [])
  return isNew
}

/** The check: a pupil answers it, hosts see what was chosen at once, and everyone when it is shown. */
export const CheckView = ({ name }: { name: string }) => {
  const { check, answers } = useLesson()
  const answer = useRightAnswer(name, check?.id ?? '')
  const { right } = answer
  useEffect(() => {
    if (check !== null) keepCheck(name, check, { answers, right })
  }, [name, check, answers, right])
  return check && <RunningCheck key={check.id} stored={check} answer={answer} />
}

const RunningCheck = ({ stored, answer }: { stored: LessonCheck; answer: RightAnswer }) => {
  const { id, question, phase } = stored
  const { news } = useRoomState()
  const { isHost } = useRights()
  const { kit } = useWords()
  const check = { ...stored, choices: choicesIn(stored.choices, kit) }
  const title = useId()
  // Another check is said, and the same one not again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id stands for the check
  useEffect(() => news.say('room', words().kit.asked(question)), [id, news])
  const isNew = useIsNew()
  return (
    <section className="kit-check" aria-labelledby={title} inert={isNew}>
      <details open>
        <summary className="kit-head">
          <h2 id={title} className="kit-question">
            <CircleQuestionMark /> {question === '' ? kit.noQuestion : <bdi>{question}</bdi>}
          </h2>
          <ChevronDown />
        </summary>
        {isHost || phase === 'shown' ? <Bars check={check} answer={answer} /> : <Choices check={check} />}
        {isHost ? (
          <HostPart check={check} />
        ) : (
          <p className="hint">{{ open: kit.hidden, closed: kit.closed, shown: kit.shown }[phase]}</p>
        )}
      </details>
    </section>
  )
}

const Choices = ({ check: { choices, phase } }: { check: LessonCheck }) => {
  const { own, answer } = useLesson()
  const { news } = useRoomState()
  const { signal } = useRights()
  const { kit } = useWords()
  const off: Off = signal ?? (phase === 'open' ? null : kit.closed)
  const choose = (place: number) => {
    const sent = answer(place)
    if (!sent.ok) news.toast('own', refusalInWords(sent.fault))
  }
  return (
    <div className="kit-choices">
      {choices.map((choice, place) => (
        <Control
          // biome-ignore lint/suspicious/noArrayIndexKey: two choices may have one text, and none moves
          key={place}
          className="kit-choice"
          off={off}
          aria-pressed={own === place}
          onClick={() => choose(place)}
        >
          <bdi>{choice}</bdi>
        </Control>
      ))}
    </div>
  )
}

/** What is opened at the end of a card that scrolls would lie below its buttons. */
const showWhole = ({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }) => {
  if (currentTarget.open) currentTarget.lastElementChild?.scrollIntoView({ block: 'nearest' })
}

const HostPart = ({ check: { choices, phase } }: { check: LessonCheck }) => {
  const { answers, setPhase, endCheck } = useLesson()
  const { kit, people } = useWords()
  const cast = useReadable(useRoomState().cast)
  const { members } = cast
  // Somebody who has answered may have left since.
  const asked = Math.max(answers.length, members.filter(({ role }) => role !== 'host').length)
  const isOpen = phase === 'open'
  return (
    <div className="kit-foot">
      <p className="hint">
        {kit.classSees[phase]} {kit.checkKept}
      </p>
      <details className="kit-answers" onToggle={showWhole}>
        <summary>{kit.answered(answers.length, asked)}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard */}
        <ul tabIndex={0} aria-label={kit.whoChose}>
          {answers.map(({ key, name, choice }) => (
            <li key={key}>
              <bdi>{calledIn(cast, key, name) ?? people.unnamed}</bdi>
              <bdi>{choices[choice]}</bdi>
            </li>
          ))}
        </ul>
      </details>
      <div className="kit-buttons">
        <button className="small" type="button" onClick={() => setPhase(isOpen ? 'closed' : 'open')}>
          {isOpen ? <Lock /> : <LockOpen />} {isOpen ? kit.close : kit.reopen}
        </button>
        {phase !== 'shown' && (
          <button className="small primary" type="button" onClick={() => setPhase('shown')}>
            <ChartColumn /> {kit.show}
          </button>
        )}
        <button className="small" type="button" onClick={() => endCheck()}>
          <X /> {kit.end}
        </button>
      </div>
    </div>
  )
}
