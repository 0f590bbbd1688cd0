import type { Scenario } from '../scenario.ts'
import { classroom } from './classroom.ts'
import { lecture } from './lecture.ts'
import { lone } from './lone.ts'
import { rooms } from './rooms.ts'
import { typing } from './typing.ts'

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [classroom, lecture, rooms, lone, typing]
