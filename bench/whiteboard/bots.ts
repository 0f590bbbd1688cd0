// The bots of a whiteboard, in a process of their own with a lower priority: thirty other people have machines of their own.
import { type ChildProcess, fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { runBots } from '../../bots/index.ts'
import { systemEnvironment } from '../../client/index.ts'

const isProcess = process.argv[1] === fileURLToPath(import.meta.url)

/** Starts so many of them. They are ended by its `disconnect`. */
export const startBots = (url: string, count: number): ChildProcess =>
  fork(fileURLToPath(import.meta.url), [url, `${count}`])

if (isProcess) {
  const [url = '', count = '0'] = process.argv.slice(2)
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const ended = new AbortController()
  process.once('disconnect', () => ended.abort())
  await runBots({
    ...{ url, count: Number(count), seed: 1, forMs: null, text: null, board: 'elements' },
    entryOf: async () => ({ room: 'board', token: undefined }),
    environment: systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket),
    signal: ended.signal,
    say: (line) => process.stdout.write(`${line}\n`),
  })
}
