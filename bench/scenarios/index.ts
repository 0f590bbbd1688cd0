import type { Scenario } from '../scenario.ts'
import { classroom } from './classroom.ts'
import { crowd, crowdMoving } from './crowd.ts'
import { echoes } from './echoes.ts'
import { idle } from './idle.ts'
import { join } from './join.ts'
import { lecture } from './lecture.ts'
import { lone } from './lone.ts'
import { rejoin } from './rejoin.ts'
import { rooms } from './rooms.ts'
import { typing } from './typing.ts'
import { watchers } from './watchers.ts'

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  classroom,
  echoes,
  lecture,
  crowd,
  crowdMoving,
  rooms,
  watchers,
  lone,
  typing,
  join,
  rejoin,
  idle,
]
