import { repeat, type Scenario } from '../scenario.ts'
import { MOVEMENT_COLUMNS, measureMovement } from './movement.ts'

const PEOPLE = 30
const HZ = 20

export const classroom: Scenario = {
  name: 'classroom',
  title: `${PEOPLE} people in one room, each moves ${HZ} times a second`,
  columns: MOVEMENT_COLUMNS,
  run: (session) => repeat(session, measureMovement({ rooms: 1, size: PEOPLE, hz: HZ })),
}
