import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { OfflineDatabase } from '../../../../client/document/offline-database.ts'
import { OpenCopy, type OpenCopyOptions } from '../../../../client/document/open-copy.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

const copyOf = (
  database: Partial<Record<keyof OfflineDatabase, unknown>>,
  options: Partial<OpenCopyOptions> = {},
) => {
  const fake = fakeEnvironment()
  const told: string[] = []
  const copy: OpenCopy = new OpenCopy({
    database: { renew: async () => 0, close: () => undefined, ...database } as unknown as OfflineDatabase,
    doc: new Y.Doc(),
    environment: fake.environment,
    origin: null,
    due: [],
    epoch: () => null,
    accept: () => true,
    onDamaged: () => undefined,
    onSlow: () => told.push('slow'),
    onKept: () => told.push('kept'),
    onFailed: (error) => {
      told.push(`${error}`)
      copy.close()
    },
    ...options,
  })
  return { fake, told, copy }
}

// No browser can be made to hang at will; for what Chromium does see test/browser/offline-faults.test.ts.
test('[X2] [OF2] a write that IndexedDB never answers is a failure after 30 s, once', async () => {
  let writes = 0
  const append = () => {
    writes += 1
    return new Promise(() => undefined)
  }
  const { copy, fake, told } = copyOf({ append })
  await copy.load(false)
  for (let n = 0; n < 3; n++) {
    copy.changed(new Uint8Array(2))
    copy.changed(new Uint8Array(2))
    await turns()
  }
  expect(writes).toBe(3)
  fake.pass(29_999)
  await turns()
  expect(told).toEqual(['slow', 'slow', 'slow'])
  fake.pass(1)
  await turns()
  expect(told.slice(3)).toEqual(['Error: IndexedDB does not answer.'])
  expect([fake.timerCount, copy.isKept]).toEqual([0, false])
})

test('[X2] [OF2] [OF6] an edit is not kept before its write has ended; a write of more than 0.5 s is told of, until all are done', async () => {
  const ends: (() => void)[] = []
  const { copy, fake, told } = copyOf({ append: () => new Promise<void>((resolve) => ends.push(resolve)) })
  await copy.load(false)
  const edit = async () => {
    copy.changed(new Uint8Array(2))
    const atOnce = copy.isKept
    await turns()
    return [atOnce, copy.isKept]
  }
  const end = async () => {
    ends.shift()?.()
    await turns()
    return copy.isKept
  }
  expect([copy.isKept, await edit()]).toEqual([true, [false, false]])
  fake.pass(499)
  expect([await end(), told.splice(0)]).toEqual([true, ['kept']])
  fake.pass(1)
  await edit()
  fake.pass(499)
  await edit()
  expect(told).toEqual([])
  fake.pass(1)
  expect(told.splice(0)).toEqual(['slow'])
  expect([await end(), told.splice(0)]).toEqual([false, []])
  expect([await end(), told]).toEqual([true, ['kept']])
  expect(fake.timerCount).toBe(0)
})

test('[X2] [OF7] what the app adds while all is written anew gets a write of its own', async () => {
  const written: unknown[] = []
  const update = new Uint8Array(2)
  const { copy, fake } = copyOf({
    // An observer of the app answers to what another tab has written.
    renew: async (_: number, take: (stored: object) => unknown) => {
      if (copy.isKept) copy.changed(update)
      take({ epoch: null, records: [] })
      return 0
    },
    append: async (updates: readonly Uint8Array[]) => written.push(...updates),
  })
  await copy.load(false)
  for (let n = 0; n < 500; n++) copy.changed(update)
  await turns()
  expect([written.splice(0).length, copy.isKept]).toEqual([500, true])
  fake.pass(1_000)
  await turns()
  expect(written).toEqual([update])
})

test('[EP1] [OF2] a document that was in the room before: a new copy says of which epoch it is', async () => {
  const written: unknown[] = []
  const { copy } = copyOf(
    {
      renew: async (_: number, take: (stored: object) => unknown) => {
        take({ epoch: null, records: [] })
        return 0
      },
      append: async (_: unknown, epoch: unknown) => written.push(epoch),
    },
    { epoch: () => 'before' },
  )
  await copy.load(false)
  expect(written).toEqual(['before'])
})
