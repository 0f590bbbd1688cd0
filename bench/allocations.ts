/** Reads V8's sampling heap profile: where the program allocated, and how much. */
import type { HeapProfiler, Runtime } from 'node:inspector'

type ProfileNode = HeapProfiler.SamplingHeapProfileNode

export interface Allocated {
  /** A function: its name, file and line. */
  readonly where: string
  readonly bytes: number
}

export interface Allocations {
  readonly bytes: number
  /**
   * By the function that allocated, without what it calls. A function of Node, V8 or a package also names the function
   * of the project that called it.
   */
  readonly byFunction: readonly Allocated[]
  /** By the function that the event loop called. */
  readonly byEntry: readonly Allocated[]
}

const ROOT = new URL('..', import.meta.url).href
const PACKAGES = 'node_modules/'
const PROFILER = 'node:inspector'

/** Both lists begin with the largest. */
export const readAllocations = ({ head }: HeapProfiler.SamplingHeapProfile): Allocations => {
  const bytesByFunction = new Map<string, number>()
  const bytesByEntry = new Map<string, number>()
  const visit = ({ callFrame, selfSize, children }: ProfileNode, entry: string, caller: string) => {
    // The profiler's own allocations are not the relay's.
    if (callFrame.url === PROFILER) return
    const name = nameOf(callFrame)
    const isOurs = callFrame.url.startsWith(ROOT) && !callFrame.url.includes(PACKAGES)
    add(bytesByFunction, isOurs || caller === '' ? name : `${name}, for ${caller}`, selfSize)
    add(bytesByEntry, entry, selfSize)
    for (const child of children) visit(child, entry, isOurs ? name : caller)
  }
  for (const entry of head.children) visit(entry, nameOf(entry.callFrame), '')
  return {
    bytes: [...bytesByEntry.values()].reduce((total, bytes) => total + bytes, 0),
    byFunction: largestFirst(bytesByFunction),
    byEntry: largestFirst(bytesByEntry),
  }
}

const add = (bytesByName: Map<string, number>, name: string, bytes: number): void => {
  bytesByName.set(name, (bytesByName.get(name) ?? 0) + bytes)
}

const largestFirst = (bytesByName: ReadonlyMap<string, number>): Allocated[] =>
  [...bytesByName].map(([where, bytes]) => ({ where, bytes })).toSorted((a, b) => b.bytes - a.bytes)

const nameOf = ({ functionName, url, lineNumber }: Runtime.CallFrame): string => {
  const name = functionName || '(anonymous)'
  if (url === '') return `${name} (native)`
  const path = url.split(PACKAGES).at(-1) ?? url
  // V8 counts lines from 0.
  return `${name} ${path.startsWith(ROOT) ? path.slice(ROOT.length) : path}:${lineNumber + 1}`
}
