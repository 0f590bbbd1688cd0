// The lesson of a room, for hosts: [HT23] of docs/protocol.md.
import { type LessonNews, may, ok } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { PolicyOf } from '../../rooms/policy-of.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { RoomLesson } from './lesson-schemas.ts'
import { type Route, route } from './route.ts'

export interface LessonDeps {
  readonly policyOf: PolicyOf
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

export const lessonRoute = (deps: LessonDeps): Route =>
  route({
    method: 'get',
    path: '/api/rooms/:room/lesson',
    right: 'order',
    summary: 'The timer, the person who is called on, and the check with its answers.',
    answers: { 200: { description: 'As it is now; the room is not loaded for it.', json: RoomLesson } },
    refusals: ['store-unavailable'],
    async handle({ caller: { room, identity } }) {
      const policy = await unlessStoreFails(deps, 'orders', room, () => deps.policyOf(room))
      if (!policy.ok) return policy
      const news = policy.value.lesson.newsAt(deps.clock.wallMs())
      return ok({ room, ...(may(identity, 'moderate') ? news : withoutAnswers(news)) })
    },
  })

/** Where the relay verifies nobody everyone may look, and sees what everyone is told. */
const withoutAnswers = (news: Required<Omit<LessonNews, 'own'>>) => {
  const check = news.check && {
    ...news.check,
    counts: news.check.phase === 'shown' ? news.check.counts : null,
  }
  return { ...news, check, answers: [] }
}
