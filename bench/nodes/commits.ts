import { setTimeout as sleep } from 'node:timers/promises'
import { type RelayProcess, startRelay } from '../relay-process.ts'
import type { Column, Measured } from '../result.ts'
import type { Settings } from '../settings.ts'
import { sum } from '../statistics.ts'
import type { Postgres } from './servers.ts'

/** How many rooms one write is of. */
export const ROOMS: readonly number[] = [1, 8, 32, 128]
export const WRITERS: readonly number[] = [1, 2]

export const COMMIT_COLUMNS: readonly Column[] = [
  { key: 'commits', title: 'commits/s', digits: 0 },
  { key: 'batches', title: 'rooms written/s', digits: 0 },
  { key: 'postgresCpuSeconds', title: 'Postgres, cores', digits: 3 },
  { key: 'writerCpuSeconds', title: 'all writers, cores', digits: 3 },
]

/** Relays that do nothing but write, each to rooms of its own. */
export const measureCommits = async (
  postgres: Postgres,
  { rooms, writers }: { readonly rooms: number; readonly writers: number },
  { warmUpMs, measuredMs }: Settings,
): Promise<Measured> => {
  const database = await postgres.newDatabase()
  const processes: RelayProcess[] = []
  for (let index = 0; index < writers; index++)
    processes.push(await startRelay('postgres-writer.ts', [database, `${rooms}`, `writer-${index}`]))
  const count = async () => {
    const answers = await Promise.all(
      processes.map((writer) => writer.ask<{ readonly commits: number }>('commits')),
    )
    return {
      atMs: performance.now(),
      commits: sum(answers.map(({ commits }) => commits)),
      postgresCpu: postgres.cpuSeconds,
      writerCpu: sum(processes.map(({ cpuSeconds }) => cpuSeconds)),
    }
  }
  try {
    await sleep(warmUpMs)
    const before = await count()
    await sleep(measuredMs)
    const after = await count()
    const perSecond = (key: 'commits' | 'postgresCpu' | 'writerCpu') =>
      (after[key] - before[key]) / ((after.atMs - before.atMs) / 1000)
    return {
      values: {
        commits: perSecond('commits'),
        batches: perSecond('commits') * rooms,
        postgresCpuSeconds: perSecond('postgresCpu'),
        writerCpuSeconds: perSecond('writerCpu'),
      },
      notes: [],
    }
  } finally {
    await Promise.all(processes.map((writer) => writer.stop()))
  }
}
