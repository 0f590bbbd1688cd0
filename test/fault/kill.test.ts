import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { randomFrom, rounds, someSeed } from '../support/random.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** `npm run kill` takes 200. */
const ROUNDS = rounds(16)
/** How many bytes of acknowledgements a writer may print before it is killed: up to some hundred flushes. */
const MOST_BYTES = 1_500
/** Written to at the same time. */
const FILES = 2

const WRITER = fileURLToPath(new URL('../support/journal-writer.ts', import.meta.url))

const ROOMS = ['a', 'b', 'c']

const seed = someSeed()

/** The marks that a file holds, and how many of its records were damaged. */
const readMarks = async (file: string) => {
  const store = sqliteStore(file)
  const marks = new Set<number>()
  let damaged = 0
  for (const room of ROOMS) {
    const { updates, quarantined } = await store.open(room)
    const doc = new Y.Doc()
    for (const update of updates) Y.applyUpdate(doc, update)
    const found = doc.getArray<number>('marks').toArray()
    expect(new Set(found).size, `room ${room} has each mark once`).toBe(found.length)
    for (const mark of found) marks.add(mark)
    damaged += quarantined
  }
  await store.close()
  return { marks, damaged }
}

/** Whole lines only: what was being said when the writer died was not said. */
const acknowledgedIn = (stdout: string): number[] =>
  stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => line.split(' ').slice(1).map(Number))

/** One file, written to by one process after the other, each killed at some moment. */
const killAgainAndAgain = async (seedOfFile: number): Promise<number> => {
  const random = randomFrom(seedOfFile)
  const file = tempFile()
  const acknowledged = new Set<number>()
  for (let round = 0; round < ROUNDS / FILES; round++) {
    const writer = runNode(WRITER, [file, `${round * 1_000_000}`])
    const bytes = random.below(MOST_BYTES)
    await until(() => {
      if (!writer.isRunning()) throw new Error(`the writer ended by itself: ${writer.stderr()}`)
      return writer.stdout().length > bytes
    })
    writer.kill('SIGKILL')
    expect(await writer.exited()).toBeNull()
    expect(writer.stderr()).toBe('')
    for (const mark of acknowledgedIn(writer.stdout())) acknowledged.add(mark)
    const { marks, damaged } = await readMarks(file)
    const lost = [...acknowledged].filter((mark) => !marks.has(mark))
    expect(lost, `lost in round ${round}`).toEqual([])
    expect(damaged).toBe(0)
  }
  return acknowledged.size
}

test(`[ST2] C68 ${ROUNDS} writers killed at any moment: the file opens, all acknowledged is there (seed ${seed})`, async () => {
  const files = Array.from({ length: FILES }, (_, index) => killAgainAndAgain(seed + index))
  for (const acknowledged of await Promise.all(files)) expect(acknowledged).toBeGreaterThan(ROUNDS)
}, 600_000)
