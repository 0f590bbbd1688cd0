// Which part of Chromium takes the processor: what the pages run, what draws them in software, and who else is there.
import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readChildren } from '../proc.ts'

const NS_PER_SECOND = 1e9

const below = (pid: number): readonly number[] =>
  readChildren(pid).flatMap((child) => [child, ...below(child)])

/** Of a process of Chromium: `renderer`, `gpu-process`, `utility`; the first one of all says nothing. */
const typeOf = (pid: number): string | null => {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  if (!command.includes('chrom')) return null
  return /--type=([a-z-]+)/.exec(command)?.[1] ?? 'browser'
}

/** The seconds of each thread, by what it is for. */
const read = ({ pid: bots }: ChildProcess): ReadonlyMap<string, number> => {
  const seconds = new Map<string, number>()
  for (const pid of [process.pid, ...below(process.pid)]) {
    try {
      const type = pid === process.pid ? 'bench' : pid === bots ? 'bots' : typeOf(pid)
      if (type === null) continue
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        // What a page runs is in the first thread of its renderer; the others lay its picture out and paint it.
        const kind = type === 'renderer' ? (task === String(pid) ? 'pages' : 'raster') : type
        const spent = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
        seconds.set(kind, (seconds.get(kind) ?? 0) + spent / NS_PER_SECOND)
      }
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return seconds
}

/** Begins to count; gives what is spent since, in seconds, by what it is for. */
export const cpuByKind = (bots: ChildProcess): (() => ReadonlyMap<string, number>) => {
  const before = read(bots)
  return () => new Map([...read(bots)].map(([kind, seconds]) => [kind, seconds - (before.get(kind) ?? 0)]))
}

export const inPercent = (spent: ReadonlyMap<string, number>, seconds: number): string =>
  [...spent].map(([kind, of]) => `${kind} ${((100 * of) / seconds).toFixed(0)}`).join(', ')
