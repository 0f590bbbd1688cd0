import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { tamper } from '../support/data-file.ts'
import { randomFrom, rounds, someSeed } from '../support/random.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const WRITER = fileURLToPath(new URL('../support/snapshot-writer.ts', import.meta.url))
/** `npm run kill` takes 200. */
const KILLS = rounds(8)
const MOST_ROUNDS = 8
/** About what one round takes. */
const ROUND_MS = 40

const seed = someSeed()

/** What the room holds: the rounds of its records, `s` for those of a snapshot, each with how many there are. */
const contentOf = async (file: string): Promise<string> => {
  const store = sqliteStore(file)
  const { updates, quarantined } = await store.open('lesson')
  await store.close()
  expect(quarantined).toBe(0)
  const counts = new Map<string, number>()
  for (const update of updates) {
    const kind = `${update[1] === 1 ? 's' : 'r'}${update[0]}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => `${kind}x${count}`).join(' ')
}

test.each([
  ['[DO5] takes the place of records', 'compact'],
  ['[ST3] replaces a room', 'replace'],
])(
  `${KILLS} writers killed while a snapshot in parts %s: what was there or all of it is there (seed ${seed})`,
  async (_what, kind) => {
    const random = randomFrom(seed)
    const file = tempFile()
    let round = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = runNode(WRITER, [file, `${round}`, kind])
      const rounds = 1 + random.below(MOST_ROUNDS)
      await until(() => writer.stdout().length >= rounds)
      await new Promise((resolve) => setTimeout(resolve, random.below(ROUND_MS)))
      writer.kill('SIGKILL')
      expect(await writer.exited()).toBeNull()
      expect(writer.stderr()).toBe('')
      const done = round + writer.stdout().length - 1
      // A round that was said to be done, or the one after it, which was under way; perhaps it was done and not said.
      const states = [`s${done}x8`, `s${done}x8 r${done + 1}x8`, `s${done + 1}x8`]
      expect(states, `after kill ${kill}`).toContain(await contentOf(file))
      expect(tamper(file, 'SELECT name FROM rooms')).toEqual([{ name: 'lesson' }])
      round = done + 2
    }
  },
  600_000,
)
