import type { Json } from '../../shared/index.ts'
import type { HandleLesson } from './lesson-types.ts'
import type { OpenRoom } from './open-room.ts'
import { type Act, readActOptions } from './read-act.ts'
import { unwrap } from './room-error.ts'
import { sendSignal } from './send-signal.ts'
import type { ServerParticipant } from './server-participant.ts'

/** The lesson of an open room, as server code has it. */
export const lessonPart = (open: OpenRoom, speakerOf: (act: Act) => ServerParticipant): HandleLesson => {
  const order = (kind: string, data: Json, act: Act, to: readonly number[] = []) =>
    unwrap(sendSignal(open, speakerOf(act), { kind: `lesson-${kind}`, data, to }))
  return {
    get: () => open.room.moderation.lesson.news,
    startTimer: (ms, options = {}) => order('timer', { ms }, readActOptions('startTimer', options)),
    addTime: (ms, options = {}) => order('timer', { addMs: ms }, readActOptions('addTime', options)),
    pauseTimer: (isPaused, options = {}) =>
      order('timer', { paused: isPaused }, readActOptions('pauseTimer', options)),
    stopTimer: (options = {}) => order('timer', null, readActOptions('stopTimer', options)),
    callOn: (clientId, options = {}) => {
      const to = clientId === null ? [] : [clientId]
      order('spotlight', clientId !== null, readActOptions('callOn', options), to)
    },
    ask: (question, choices, options = {}) =>
      order('check', { question, choices: [...choices] }, readActOptions('ask', options)),
    setPhase: (phase, options = {}) => order('phase', phase, readActOptions('setPhase', options)),
    endCheck: (options = {}) => order('check', null, readActOptions('endCheck', options)),
    endLesson: (leave, options = {}) => order('end', { leave }, readActOptions('endLesson', options)),
    beginLesson: (options = {}) => order('end', null, readActOptions('beginLesson', options)),
  }
}
