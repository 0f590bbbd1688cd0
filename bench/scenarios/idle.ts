import { setTimeout as sleep } from 'node:timers/promises'
import { DIFFERENT_AT_REST } from '../contenders.ts'
import { Crowd } from '../load/crowd.ts'
import { readOpenFilesLimit } from '../proc.ts'
import { type Run, repeat, type Scenario } from '../scenario.ts'

const PEOPLE_IN_ROOM = 10
const CONNECTIONS = 5_000
const QUICK_CONNECTIONS = 500

/** Files that a process has open beside its connections. */
const OTHER_FILES = 100

/** Memory differs little from run to run. */
const MOST_REPEATS = 2

/** How long a relay may take to calm down after the joins. */
const CALM_MS = 3_000

const KIB = 1024

export const idle: Scenario = {
  name: 'idle',
  title: `connections in rooms of ${PEOPLE_IN_ROOM}, where nobody does anything (${CONNECTIONS}, or as many as were asked for)`,
  contenders: DIFFERENT_AT_REST,
  columns: [
    { key: 'rssPerConnectionKib', title: 'RSS per connection, KiB', digits: 1 },
    {
      key: 'keptPerConnectionKib',
      title: 'RSS per connection after a full garbage collection, KiB',
      digits: 1,
    },
    { key: 'connections', title: 'connections', digits: 0 },
    { key: 'idleCpuPercent', title: 'relay cpu, %', digits: 2 },
  ],
  run: (session) => repeat(session, measureIdle, { times: Math.min(MOST_REPEATS, session.settings.repeats) }),
}

const measureIdle: Run = async (relay, { wire }, { isQuick, connections: asked }) => {
  const wanted = asked ?? (isQuick ? QUICK_CONNECTIONS : CONNECTIONS)
  const possible = Math.min(wanted, readOpenFilesLimit() - OTHER_FILES)
  const rooms = Math.floor(possible / PEOPLE_IN_ROOM)
  const connections = rooms * PEOPLE_IN_ROOM
  const crowd = new Crowd({ port: relay.port, wire, rooms, size: PEOPLE_IN_ROOM, readers: 1 })
  try {
    await relay.collectGarbage()
    const emptyBytes = relay.rssBytes
    await crowd.join()
    await sleep(isQuick ? 0 : CALM_MS / 2)
    const cpuStart = relay.cpuSeconds
    await sleep(CALM_MS / 2)
    const cpuSeconds = relay.cpuSeconds - cpuStart
    const fullBytes = relay.rssBytes
    await relay.collectGarbage()
    return {
      values: {
        rssPerConnectionKib: (fullBytes - emptyBytes) / connections / KIB,
        keptPerConnectionKib: (relay.rssBytes - emptyBytes) / connections / KIB,
        connections,
        idleCpuPercent: (cpuSeconds / (CALM_MS / 2)) * 1e5,
      },
      notes: [...(connections < wanted ? ['as many as the limit of open files allows'] : []), ...crowd.notes],
    }
  } finally {
    crowd.leave()
  }
}
