import type { Person } from '../load/person.ts'
import { repeat, type Scenario } from '../scenario.ts'
import { MOVEMENT_COLUMNS, measureMovement } from './movement.ts'

const WATCHERS = 2_000
const QUICK_WATCHERS = 300
const HZ = 10
const FAST_HZ = 50

const isMover = ({ index }: Person): boolean => index === 0

export const watchers: Scenario = {
  name: 'watchers',
  title: `one person moves, and ${WATCHERS} who have no presence of their own watch`,
  caseTitle: 'moves/s',
  columns: [
    { key: 'cpuPerFrameUs', title: 'relay cpu per delivered frame, µs', digits: 3 },
    ...MOVEMENT_COLUMNS,
  ],
  async run(session) {
    const size = 1 + (session.settings.isQuick ? QUICK_WATCHERS : WATCHERS)
    const at = (hz: number) => measureMovement({ rooms: 1, size, hz, isMover, isPresent: isMover })
    await repeat(session, at(HZ), { case: HZ })
    await repeat(session, at(FAST_HZ), { case: FAST_HZ, times: 1 })
  },
}
