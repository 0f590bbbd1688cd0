import { CONTENDERS } from '../contenders.ts'
import { repeat, type Scenario } from '../scenario.ts'
import { MOVEMENT_COLUMNS, measureMovement } from './movement.ts'

const PEOPLE = 30
const HZ = 20

export const echoes: Scenario = {
  name: 'echoes',
  title: `the classroom, and every stock client sends back each frame of presence that it hears, as they do`,
  contenders: CONTENDERS.filter(({ wire }) => wire.syncs && wire.subprotocol === null).map(
    ({ name }) => name,
  ),
  columns: MOVEMENT_COLUMNS,
  run: (session) => repeat(session, measureMovement({ rooms: 1, size: PEOPLE, hz: HZ, echoes: true })),
}
