import { existsSync, readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { runNode } from './run-command.ts'
import { tempFile } from './temp-folder.ts'
import { until } from './until.ts'

type State = Record<string, unknown>

/** A line of a recording as it stands in the file, without what reads it in the product. */
export interface Line {
  readonly ms: number
  readonly update?: string
  readonly people?: Record<string, State | null>
  readonly signal?: { readonly kind: string; readonly data: unknown; readonly client: number | null }
  readonly lost?: string
  readonly back?: true
  readonly end?: true
}

/** The whole lines of a recording behind its header. */
export const linesOf = (path: string): Line[] => {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line))
}

/** What one person went through, by name: each state in its turn, and null at the end. */
export const statesOf = (path: string, name: string): (State | null)[] => {
  const now = new Map<string, State>()
  const states: (State | null)[] = []
  for (const { people = {} } of linesOf(path))
    for (const [client, change] of Object.entries(people)) {
      const { handAt: _stamp, ...before } = now.get(client) ?? {}
      const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)
      const after = change === null ? null : Object.fromEntries(merged)
      if ((after ?? before).name === name) states.push(after && { ...after, handAt: undefined })
      now.set(client, after ?? {})
    }
  return states
}

/** The signals, each with the name of its sender. */
export const signalsOf = (path: string) => {
  const names = new Map<number, unknown>()
  return linesOf(path).flatMap(({ people = {}, signal }) => {
    for (const [client, change] of Object.entries(people))
      if (typeof change?.name === 'string') names.set(Number(client), change.name)
    return signal === undefined ? [] : [{ ...signal, client: names.get(signal.client ?? 0) }]
  })
}

/** The text that the updates of a recording make. */
export const textOf = (path: string): string => {
  const doc = new Y.Doc()
  for (const { update } of linesOf(path))
    if (update !== undefined) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  return doc.getText('text').toString()
}

/** The command that records a room into a new file, once it does. */
export const recordRoom = async (wsUrl: string, room: string, env: NodeJS.ProcessEnv = {}) => {
  const path = tempFile('lesson.rec')
  const command = runNode('server/bin.ts', ['record', '--url', wsUrl, '--room', room, '--out', path], env)
  await until(() => {
    if (!command.isRunning()) throw new Error(`it does not record: ${command.stderr()}`)
    return command.stdout().includes('recording')
  }, 'it records')
  return {
    ...command,
    path,
    /** Waits until such a line is in the file. */
    has: (matches: (line: Line) => unknown) => until(() => linesOf(path).some(matches), `${matches}`),
    /** Ends it as Ctrl+C does. */
    end: async () => {
      command.kill('SIGINT')
      return command.exited()
    },
  }
}

/** The command that plays a recording. */
export const replayInto = (
  wsUrl: string,
  room: string,
  path: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
) => runNode('server/bin.ts', ['replay', '--url', wsUrl, '--room', room, '--in', path, ...args], env)
