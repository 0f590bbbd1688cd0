import { expect, test } from 'vitest'
import { sideBySide } from '../support/cleanup.ts'
import { sumOf } from '../support/relay-metrics.ts'
import { runNode, runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const ROOMS = ['a', 'b', 'c', 'd', 'e']
const BARE_PER_ROOM = 98
const LIBRARY_PER_ROOM = 2
const EVERYONE = ROOMS.length * (BARE_PER_ROOM + LIBRARY_PER_ROOM)
const LIMIT_MS = 60_000

/** What the relay had counted at some moment between two. */
interface Sample {
  readonly askedMs: number
  readonly toldMs: number
  readonly joins: number
}

const startCrowd = (wsUrl: string) => {
  const args = [wsUrl, ROOMS.join(), `${BARE_PER_ROOM}`, `${LIBRARY_PER_ROOM}`]
  const crowd = runNode('test/support/crowd.ts', args)
  /** How many are in, and how often one of them was told when to come back. */
  const latest = (): { readonly here: number; readonly hinted: number } => {
    const line = crowd.stdout().trimEnd().split('\n').at(-1) ?? ''
    return line === '' ? { here: 0, hinted: 0 } : JSON.parse(line)
  }
  const isHere = (count: number) => () => {
    if (!crowd.isRunning()) throw new Error(`the crowd ended: ${crowd.stderr()}`)
    return latest().here === count
  }
  return { latest, isHere }
}

const timed = async (url: string) => {
  const askedMs = performance.now()
  const response = await fetch(url)
  const text = await response.text()
  return { askedMs, toldMs: performance.now(), status: response.status, text }
}

/** Asks the relay whether it lives, and what it counted, again and again until `isOver`. */
const watch = async (url: string, isOver: () => boolean) => {
  const samples: Sample[] = []
  const statuses = new Set<number>()
  let longestMs = 0
  await until(
    async () => {
      const health = await timed(`${url}/healthz`)
      statuses.add(health.status)
      longestMs = Math.max(longestMs, health.toldMs - health.askedMs)
      const { askedMs, toldMs, text } = await timed(`${url}/metrics`)
      samples.push({ askedMs, toldMs, joins: sumOf(text, 'homeroom_joins_total') })
      return isOver()
    },
    'everyone is back',
    LIMIT_MS,
  )
  return { samples, statuses: [...statuses], longestMs }
}

/** The most joins between two samples that lie within a second, whatever time the answers took. */
const mostInASecond = (samples: readonly Sample[]): number => {
  let most = 0
  for (const [index, first] of samples.entries()) {
    for (const last of samples.slice(index + 1)) {
      if (last.toldMs - first.askedMs > 1000) break
      most = Math.max(most, last.joins - first.joins)
    }
  }
  return most
}

test.concurrent.for([
  ['SIGTERM', 200],
  ['SIGKILL', 40],
] as const)(
  `C32 [LM3][LM4][LM7][CL2] ${EVERYONE} are back after %s, at most %i joins a second, and the relay says that it lives`,
  { timeout: 180_000 },
  ([signal, joins], context) =>
    sideBySide(async () => {
      const file = tempFile()
      const args = ['--data', file, '--log', 'error']
      const first = await runRelay([...args, '--limit', 'joins=1000'])
      const writers = ROOMS.map((room) => stockClient(first.wsUrl, room))
      for (const [index, writer] of writers.entries()) {
        await writer.synced()
        writer.text.insert(0, ROOMS[index] ?? '')
      }
      const written = async () =>
        sumOf((await timed(`${first.url}/metrics`)).text, 'homeroom_journal_written_updates_total')
      await until(async () => (await written()) >= ROOMS.length, 'the documents are written')
      for (const writer of writers) writer.provider.destroy()
      const crowd = startCrowd(first.wsUrl)
      await until(crowd.isHere(EVERYONE), 'everyone is there', LIMIT_MS)

      first.kill(signal)
      await first.exited()
      await until(crowd.isHere(0), 'everyone has lost the relay')
      const port = new URL(first.url).port
      const second = await runRelay([...args, '--port', port, '--limit', `joins=${joins}`])
      const startedMs = performance.now()
      const { samples, statuses, longestMs } = await watch(second.url, crowd.isHere(EVERYONE))
      const backMs = performance.now() - startedMs
      const most = mostInASecond(samples)

      expect(statuses).toEqual([200])
      expect(samples.at(-1)?.joins).toBeGreaterThanOrEqual(EVERYONE)
      expect(most).toBeLessThanOrEqual(joins)
      // Two seconds' worth wait, after one that is let in at once.
      expect(crowd.latest().hinted > 0).toBe(EVERYONE > 3 * joins)
      console.info(
        `${signal}, ${joins} joins a second: everyone back after ${Math.round(backMs)} ms, ${crowd.latest().hinted} hints, ` +
          `at most ${most} joins in a second, longest answer of /healthz ${Math.round(longestMs)} ms (${samples.length} asked)`,
      )
    })(context),
)
