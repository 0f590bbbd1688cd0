import type { Profiler } from 'node:inspector'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A function as it was called in one way, with what it called. */
export interface Flame {
  /** Its name, and where it begins. */
  readonly name: string
  /** Time in which it or what it called ran, in ms. */
  totalMs: number
  /** Of it the time of its own. */
  selfMs: number
  readonly calls: Flame[]
}

/** What takes less than so much of the whole has no line. */
const LEAST_SHARE = 0.01

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The thread waits there, and works on nothing. */
const IDLE = '(idle)'

/** The profiler itself. */
const PROFILER = 'node:inspector'

const nameOf = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string => {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const file = url.startsWith('file:') ? relative(ROOT, fileURLToPath(url)) : url
  return `${name}  ${file}:${lineNumber + 1}`
}

/** The calls of a profile of V8, those of the same function from the same one as one; without the time in which nothing ran. */
export const foldProfile = ({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Flame => {
  const selfById = new Map<number, number>()
  for (const [index, id] of samples.entries())
    selfById.set(id, (selfById.get(id) ?? 0) + (timeDeltas[index] ?? 0) / 1000)
  const nodeById = new Map(nodes.map((node) => [node.id, node]))
  const fold = (name: string, same: readonly Profiler.ProfileNode[]): Flame => {
    const called = same
      .flatMap(({ children = [] }) => children.flatMap((id) => nodeById.get(id) ?? []))
      .filter(({ callFrame: { functionName, url } }) => functionName !== IDLE && url !== PROFILER)
    const calls = [...Map.groupBy(called, ({ callFrame }) => nameOf(callFrame))].map(([callee, ones]) =>
      fold(callee, ones),
    )
    const selfMs = same.reduce((sum, { id }) => sum + (selfById.get(id) ?? 0), 0)
    return { name, selfMs, totalMs: calls.reduce((sum, { totalMs }) => sum + totalMs, selfMs), calls }
  }
  return fold('all', nodes.slice(0, 1))
}

/** A flame graph as lines: what was called stands below its caller, the longest first, with its share of the whole and that of its own. */
export const flameText = (all: Flame): string => {
  const share = (ms: number) => ((100 * ms) / all.totalMs).toFixed(1).padStart(5)
  const lines: string[] = []
  const write = (flame: Flame, depth: number) => {
    if (flame.totalMs < LEAST_SHARE * all.totalMs) return
    lines.push(`${share(flame.totalMs)} ${share(flame.selfMs)}  ${'  '.repeat(depth)}${flame.name}`)
    for (const call of flame.calls.toSorted((one, other) => other.totalMs - one.totalMs))
      write(call, depth + 1)
  }
  write(all, 0)
  return lines.join('\n')
}
