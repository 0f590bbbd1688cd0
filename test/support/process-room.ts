import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

const CLIENT = new URL('../../client/index.ts', import.meta.url)

/** What the process runs: a room of the client library that says, a line each, how it stands and what it has. */
const SCRIPT = `
import { WebSocket } from 'ws'
import { joinRoom, systemEnvironment } from ${JSON.stringify(CLIENT.href)}
const [url, id, presence] = process.argv.slice(1)
const room = joinRoom(url, id, { presence: JSON.parse(presence), environment: systemEnvironment(WebSocket) })
const list = room.doc.getArray('list')
const say = (line) => console.log(JSON.stringify(line))
room.status.subscribe(({ state }) => say({ state }))
list.observe(() => say({ entries: list.length }))
say({ clientId: room.doc.clientID })
`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The client library in a process of its own, which can be stopped and go on. */
export const processRoom = async (wsUrl: string, room: string, presence: Record<string, unknown>) => {
  const args = ['--input-type=module', '-e', SCRIPT, wsUrl, room, JSON.stringify(presence)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestCleanup(() => child.kill('SIGKILL'))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  /** All values that it has said under a name, in order. */
  const all = <Value>(name: string): Value[] =>
    said
      .slice(0, said.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)[name])
      .filter((value) => value !== undefined)
  await until(() => all('clientId').length > 0, 'the process has said who it is')
  return {
    clientId: all<number>('clientId')[0] as number,
    states: () => all<string>('state'),
    entries: () => all<number>('entries').at(-1) ?? 0,
    signal: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => child.kill(signal),
  }
}
