import {
  fault,
  isJsonObject,
  type Json,
  type LessonAnswer,
  readAnswer,
  readCheck,
  readLessonEnd,
  readSpotlight,
  readTimer,
  type SignalSender,
} from '../../shared/index.ts'
import type { SendOptions, SendResult, SignalReceivers } from '../signals/signals.ts'
import { readonly, Store } from '../store.ts'
import type { LessonRoom, LessonState, RoomLesson } from './lesson-api.ts'

const lessons = new WeakMap<LessonRoom, RoomLesson>()

const EMPTY: LessonState = {
  isLoaded: false,
  timer: null,
  spotlight: null,
  check: null,
  ended: null,
  own: null,
  answers: [],
}

/**
 * The lesson of a room: a timer, the person who is called on, a check. It is one for each room, however often it is asked for.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { lessonOf } from 'homeroom/lesson'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'school/7b')
 * const lesson = lessonOf(room)
 * lesson.state.subscribe(({ check }) => console.log(check?.question, check?.counts))
 * lesson.answer(0)
 * room.leave()
 * ```
 */
export const lessonOf = (room: LessonRoom): RoomLesson => {
  const lesson = lessons.get(room) ?? createLesson(room)
  lessons.set(room, lesson)
  return lesson
}

/** What is used of signals, whatever kinds the app has named. */
interface PlainSignals {
  send(kind: string, data: Json, options?: SendOptions): SendResult
  on(
    kind: string,
    listener: (signal: { readonly data: Json; readonly from: Pick<SignalSender, 'clientId' | 'id'> }) => void,
  ): () => void
}

const createLesson = ({ welcome, ...room }: LessonRoom): RoomLesson => {
  const signals: PlainSignals = room.signals
  const state = new Store<LessonState>(EMPTY, console.error)
  // What this tab is known by when it comes again, where its person has no verified id.
  const ref = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) =>
    part.toString(36).padStart(7, '0'),
  ).join('')
  let asWhom = ''

  const ask = () => {
    const now = welcome.get()
    const whom = now === null ? '' : `${now.connectionId} ${now.identity.rights}`
    if (whom === '' || whom === asWhom) return
    asWhom = whom
    signals.send('lesson', { ref })
  }

  // The relay speaks as nobody: whatever a person could send is none of its words.
  const hear = (kind: string, told: (data: Json | undefined) => void) =>
    signals.on(kind, ({ data, from }) => {
      if (from.clientId === null && from.id === null) told(data)
    })
  hear('lesson', (data) => {
    if (isJsonObject(data)) state.set(stateOf(data))
  })
  hear('lesson-answer', (data) => {
    const { check = null, answer } = isJsonObject(data) ? data : {}
    const read = readAnswer(answer)
    const before = state.get()
    if (read !== null && check === before.check?.id) state.set(withAnswer(before, read))
  })
  welcome.subscribe(ask)
  ask()

  const send = (kind: string, data: Json, options?: SendOptions): SendResult =>
    signals.send(kind, data, options)
  return {
    state: readonly(state),
    startTimer: (ms) => send('lesson-timer', { ms }),
    addTime: (ms) => send('lesson-timer', { addMs: ms }),
    pauseTimer: (isPaused) => send('lesson-timer', { paused: isPaused }),
    stopTimer: () => send('lesson-timer', null),
    callOn: (person) =>
      person === null
        ? send('lesson-spotlight', false)
        : send('lesson-spotlight', true, { to: oneOf(person) }),
    ask: (question, choices) => send('lesson-check', { question, choices: [...choices] }),
    setPhase: (phase) => send('lesson-phase', phase),
    endCheck: () => send('lesson-check', null),
    endLesson: (leave) => send('lesson-end', { leave }),
    beginLesson: () => send('lesson-end', null),
    answer: (choice) => {
      const { check } = state.get()
      return check === null ? NOTHING_ASKED : send('lesson-answer', { check: check.id, choice })
    },
  }
}

/** One tab of a person stands for all of them. */
const oneOf = (person: SignalReceivers): readonly number[] => {
  if ('clientId' in person) return [person.clientId]
  return ('clientIds' in person ? person.clientIds : person).slice(0, 1)
}

const stateOf = (data: { readonly [key: string]: Json }): LessonState => {
  const { timer, spotlight, check, ended, own, answers } = data
  return {
    isLoaded: true,
    timer: readTimer(timer),
    spotlight: readSpotlight(spotlight),
    check: readCheck(check),
    ended: readLessonEnd(ended),
    own: typeof own === 'number' ? own : null,
    answers: Array.isArray(answers) ? answers.flatMap((answer) => readAnswer(answer) ?? []) : [],
  }
}

const withAnswer = (before: LessonState, answer: LessonAnswer): LessonState => {
  const { check } = before
  const isOther = ({ key }: LessonAnswer) => key !== answer.key
  const answers = [...before.answers.filter(isOther), answer]
  if (check === null) return before
  const counts = check.choices.map((_, place) => answers.filter(({ choice }) => choice === place).length)
  return { ...before, answers, check: { ...check, counts } }
}

const NOTHING_ASKED = fault('bad-signal', 'Nothing is asked.')
