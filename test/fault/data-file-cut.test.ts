import { copyFileSync, existsSync, statSync, truncateSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { appendTo } from '../../server/store/store.ts'
import { runData } from '../support/data-command.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'
import { tempFile } from '../support/temp-folder.ts'

const ROOMS = ['a', 'b', 'c', 'd']
/** Of the file and of its write-ahead log, each. */
const POINTS = 100
const PAGE = 4096

interface Written {
  readonly file: string
  /** What was acknowledged, in order. */
  readonly updates: readonly { readonly room: string; readonly bytes: Buffer }[]
  /** How many of them were in the file itself when it was opened for the last time. */
  readonly inFile: number
}

/** A data file of which a part is in the file itself, and the rest in the log of a process that has died. */
const write = async (random: Random): Promise<Written> => {
  const file = tempFile()
  const docs = ROOMS.map((room) => ({ room, doc: new Y.Doc() }))
  const updates: { room: string; bytes: Buffer }[] = []
  const fill = async (count: number) => {
    const store = sqliteStore(file)
    for (let index = 0; index < count; index++) {
      const { room, doc } = random.pick(docs)
      const before = Y.encodeStateVector(doc)
      doc.getText('text').insert(0, Buffer.from(random.bytes(1 + random.below(4_000))).toString('hex'))
      const bytes = Buffer.from(Y.encodeStateAsUpdate(doc, before))
      await appendTo(store, room, `epoch of ${room}`, [bytes])
      updates.push({ room, bytes })
    }
    return store
  }
  await (await fill(80)).close()
  const inFile = updates.length
  const store = await fill(80)
  const copy = copyOf(file)
  await store.close()
  return { file: copy, updates, inFile }
}

/** The same, of a process that has ended as it should: all is in the file. */
const writeAndEnd = async (random: Random): Promise<Written> => {
  const written = await write(random)
  await sqliteStore(written.file).close()
  expect(existsSync(`${written.file}-wal`)).toBe(false)
  return written
}

const copyOf = (file: string): string => {
  const copy = tempFile()
  copyFileSync(file, copy)
  copyFileSync(`${file}-count`, `${copy}-count`)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  return copy
}

/** Some at the edges of pages, some anywhere. A file of no bytes with no log beside it is one to begin with. */
const pointsOf = (bytes: number, least: 0 | 1, random: Random): readonly number[] => [
  least,
  bytes - 1,
  ...Array.from({ length: POINTS / 2 - 1 }, () => (1 + random.below(bytes / PAGE - 1)) * PAGE),
  ...Array.from({ length: POINTS / 2 - 1 }, () => 1 + random.below(bytes - 1)),
]

/** Whether `homeroom verify` finds nothing wrong. */
const isSound = (file: string): Promise<boolean> =>
  runData('verify', ['--data', file]).then(
    (verified) => verified.isSound,
    (error: Error) => {
      expect(error.message).toContain(`The data file ${file} cannot be used: `)
      return false
    },
  )

type Outcome = 'refused' | 'damaged' | 'whole'

/** Reads all rooms of a file that was cut, as a relay does: nothing may be missing without being said. */
const readCut = async (file: string, { updates }: Written, cut: number): Promise<Outcome> => {
  let store: ReturnType<typeof sqliteStore>
  try {
    store = sqliteStore(file)
  } catch (error) {
    expect((error as Error).message).toMatch(
      /^The data file .* cannot be used: .*(malformed|not a database|-wal|cut off)/,
    )
    return 'refused'
  }
  let outcome: Outcome = 'whole'
  for (const room of ROOMS) {
    const expected = updates.filter((update) => update.room === room).map(({ bytes }) => bytes)
    try {
      const loaded = await store.open(room)
      const whole = loaded.updates.map((update) => Buffer.from(update))
      expect(whole.length + loaded.quarantined, `room ${room}, cut at ${cut}`).toBe(expected.length)
      expect(whole.every((bytes) => expected.some((other) => other.equals(bytes)))).toBe(true)
      if (loaded.quarantined > 0) outcome = 'damaged'
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error
      expect((error as Error).message).toMatch(/malformed|disk I\/O error/)
      outcome = 'damaged'
    }
  }
  await store.close()
  return outcome
}

const seed = someSeed()

test.each([
  ['with the log of a process that died', write, 0],
  ['of a process that ended', writeAndEnd, 1],
] as const)(
  `[ST6] C68 a data file, %s, cut off at ${POINTS} points says what is wrong (seed ${seed})`,
  async (_whose, writeFile, least) => {
    const random = randomFrom(seed)
    const written = await writeFile(random)
    const outcomes: Record<Outcome, number> = { refused: 0, damaged: 0, whole: 0 }
    for (const cut of pointsOf(statSync(written.file).size, least, random)) {
      const [toVerify, toOpen] = [copyOf(written.file), copyOf(written.file)]
      for (const copy of [toVerify, toOpen]) truncateSync(copy, cut)
      const outcome = await readCut(toOpen, written, cut)
      outcomes[outcome] += 1
      if (outcome !== 'whole') expect(await isSound(toVerify), `verify of a cut at ${cut}`).toBe(false)
    }
    expect(outcomes.refused).toBeGreaterThan(0)
  },
)

test(`[ST6] C68 a log cut off at ${POINTS} points: the file opens, and only the end of what was written is missing, and counted (seed ${seed})`, async () => {
  const random = randomFrom(seed + 1)
  const written = await write(random)
  let shortest = Number.POSITIVE_INFINITY
  for (const cut of pointsOf(statSync(`${written.file}-wal`).size, 0, random)) {
    const copy = copyOf(written.file)
    truncateSync(`${copy}-wal`, cut)
    const isWhole = await isSound(copy)
    const store = sqliteStore(copy)
    const kept = (await Promise.all(ROOMS.map((room) => store.open(room)))).map(({ updates }) => updates)
    const count = kept.reduce((sum, updates) => sum + updates.length, 0)
    for (const [index, room] of ROOMS.entries()) {
      const first = written.updates.slice(0, count).filter((update) => update.room === room)
      const ours = Buffer.concat(kept[index] ?? [])
      expect(ours.equals(Buffer.concat(first.map(({ bytes }) => bytes))), `room ${room}, cut at ${cut}`).toBe(
        true,
      )
    }
    expect(count).toBeGreaterThanOrEqual(written.inFile)
    const missing = written.updates.length - count
    expect((await store.check?.())?.missing, `cut at ${cut}`).toBe(missing)
    expect(isWhole, `cut at ${cut}`).toBe(missing === 0)
    shortest = Math.min(shortest, count)
    await appendTo(store, 'a', 'epoch of a', [Uint8Array.of(0, 0)])
    await store.close()
  }
  expect(shortest).toBe(written.inFile)
})
