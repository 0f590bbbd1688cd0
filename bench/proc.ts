import { readdirSync, readFileSync } from 'node:fs'

/** The kernel's unit of /proc/PID/stat, 1/100 s on every platform that Linux runs Node on. */
const TICKS_PER_SECOND = 100
const USER_TICKS = 13
const SYSTEM_TICKS = 14

const NS_PER_SECOND = 1e9

/** Processor time of a process, all threads, user and system. */
export const readCpuSeconds = (pid: number): number => readScheduled(pid) ?? readTicks(pid)

/** To the nanosecond; null if the kernel does not tell it. */
const readScheduled = (pid: number): number | null => {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (total, task) =>
        total +
        Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / NS_PER_SECOND,
      0,
    )
  } catch {
    return null
  }
}

const readTicks = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (index: number) => Number(fields[index - 2])
  return (field(USER_TICKS) + field(SYSTEM_TICKS)) / TICKS_PER_SECOND
}

/** The processes that a process has started. */
export const readChildren = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

export const readRssBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/** How many files, connections among them, this process and those it starts may have open. */
export const readOpenFilesLimit = (): number =>
  Number(
    /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ??
      Number.POSITIVE_INFINITY,
  )
