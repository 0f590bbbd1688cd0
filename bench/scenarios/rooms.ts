import { repeat, type Scenario } from '../scenario.ts'
import { MOVEMENT_COLUMNS, measureMovement } from './movement.ts'

const ROOMS = 100
const PEOPLE = 10
const HZ = 10

export const rooms: Scenario = {
  name: 'rooms',
  title: `${ROOMS} rooms of ${PEOPLE} people, each moves ${HZ} times a second`,
  columns: MOVEMENT_COLUMNS,
  run: (session) =>
    // Everyone reads: a room that is served badly is not missed.
    repeat(session, measureMovement({ rooms: ROOMS, size: PEOPLE, hz: HZ, readers: ROOMS * PEOPLE })),
}
