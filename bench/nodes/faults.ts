import type { Row } from '../result.ts'

/** What must hold in a run whatever the machine is, and does not. */
export const faultsOf = (rows: readonly Row[]): readonly string[] => [
  ...rows
    .filter(({ contender, values }) => contender === 'room' && values.roomMessages !== 0)
    .map(
      ({ scenario, values }) =>
        `${scenario}: each room is on one node, and ${values.roomMessages} messages/s are about rooms`,
    ),
  ...rows.flatMap(({ scenario, contender, notes }) =>
    notes.filter((note) => note.startsWith('failed')).map((note) => `${scenario}, ${contender}: ${note}`),
  ),
]
