import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestCleanup } from './cleanup.ts'

/** What the process runs: a stock client that says its clientID on standard output. */
const SCRIPT = `
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
const [url, room, state] = process.argv.slice(1)
const doc = new Y.Doc()
const provider = new WebsocketProvider(url, room, doc, { WebSocketPolyfill: WebSocket, disableBc: true })
provider.awareness.setLocalState(JSON.parse(state))
console.log(doc.clientID)
`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A stock client in a process of its own, which can be stopped and killed. */
export const processClient = async (wsUrl: string, room: string, state: Record<string, unknown>) => {
  const args = ['--input-type=module', '-e', SCRIPT, wsUrl, room, JSON.stringify(state)]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestCleanup(() => child.kill('SIGKILL'))
  const clientId = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(Number(line)))
    child.once('exit', () => reject(new Error('the client ended before it said who it is')))
  })
  return { clientId, signal: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => child.kill(signal) }
}
