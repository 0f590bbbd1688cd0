import type { Machine } from './machine.ts'
import { tableOf, targetTable } from './report.ts'
import type { Results } from './results.ts'
import type { Scenario } from './scenario.ts'
import { evaluate } from './targets.ts'

/** Explains the numbers beside them, so that nobody has to read the source for it. */
const DEFINITIONS = `## How it is measured

Each run starts the relay in a process of its own, with a core of its own where the system can pin it, and all clients in
one process on the other core: raw sockets over loopback, without compression. The people come in some at a time; joins are
not in the measured window, nor is the warm-up. Within each repeat the relays follow one another. A cell is the median of
the runs, with the least and the most of them. Homeroom has its memory store.

- **Relay cpu** is processor time, user and system, of all threads of the relay in the window.
- **A delivered entry** is a newer state of one person that reached one other person. One frame may carry many. A sample of
  up to 24 people reads all it gets, the others are taken to get as many entries (in *rooms* and *rejoin* everybody reads);
  frames and bytes are counted for everybody, WebSocket headers included.
- **Staleness** is the age of the newest state that a reader has of somebody who moves: the time since that state was sent,
  looked at every 50 ms for each reader and each mover. Somebody who is not known at all counts as late. With perfect
  delivery it lies between 0 and the time between two moves.
- **In time** is the share of these samples below 200 ms. **People served** is the share of the readers for whom at least
  99 % of their own samples are.
- **A lecture holds** while the staleness has a p99 below 200 ms and at least 99 % of the samples are in time. A relay that
  does not hold a size is not tried with a larger one; at 200 people all are compared, in every repeat.
- **Age of what is seen**, in *crowd*: how long ago the oldest state was sent that a reader lacks of somebody whom it sees, 0 where
  nothing is on its way. A reader who sees fewer than 200 people, itself among them, is late where as many are there; a relay that
  tells of everyone need not have told of all yet. A crowd holds as a lecture does, with 99 % of the people served.
- **Latency** is the time from the sending of a change to its arrival at another client.
- **Generator saturated** stands where the load generator used over 90 % of its core, or its timers were over 30 ms late
  (p99): such a row says less about the relay.
- **A peer** is @y/websocket-server (the reference server), the same on the next Yjs, or @hocuspocus/server, as it comes or with its \`flushDelay\`.
  The bare broadcast knows nothing of presence or documents: it hands each message to everyone else in the room.
- A state has five fields, \`{ x, y, emoji, hand, name }\`; a move changes x and y.`

const pinnedOf = ({ isPinned, sharesCore = false }: Machine): string => {
  if (!isPinned) return 'no, the system cannot'
  return sharesCore ? 'relay and clients share one core' : 'the relay has a core of its own'
}

/** The page about one go: targets, machine, definitions, and a table for each scenario. */
export const pageOf = (results: Results, scenarios: readonly Scenario[]): string => {
  const { machine, settings } = results
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  return `${[
    '# Benchmark',
    `Written by \`${results.command}\` on ${results.date}, in ${results.minutes.toFixed(0)} minutes.`,
    [
      `- **Machine**: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Linux ${machine.kernel}, Node ${machine.node}`,
      `- **Pinned**: ${pinnedOf(machine)}`,
      `- **Versions**: ${versions.join(', ')}`,
      `- **Windows**: ${settings.measuredMs} ms after ${settings.warmUpMs} ms, ${settings.repeats} repeats`,
    ].join('\n'),
    '## Targets',
    targetTable(evaluate(results.rows)),
    DEFINITIONS,
    ...scenarios.flatMap((scenario) => [
      `## ${scenario.name}`,
      `${scenario.title[0]?.toUpperCase()}${scenario.title.slice(1)}.`,
      tableOf(scenario, results.rows),
    ]),
  ].join('\n\n')}\n`
}
