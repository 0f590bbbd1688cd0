import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { OfflineDatabase } from '../../../../client/document/offline-database.ts'
import { OpenCopy } from '../../../../client/document/open-copy.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

test('[X2] [OF2] a write that IndexedDB never answers is a failure after 30 s, once', async () => {
  const fake = fakeEnvironment()
  const failures: unknown[] = []
  let writes = 0
  // No browser can be made to hang at will; for what Chromium does see test/browser/offline-faults.test.ts.
  const database = {
    renew: async () => 0,
    append: () => {
      writes += 1
      return new Promise(() => undefined)
    },
    close: () => undefined,
  } as unknown as OfflineDatabase
  const copy: OpenCopy = new OpenCopy({
    database,
    doc: new Y.Doc(),
    environment: fake.environment,
    origin: null,
    due: [],
    epoch: () => null,
    accept: () => true,
    onDamaged: () => undefined,
    onFailed: (error) => {
      failures.push(`${error}`)
      copy.close()
    },
  })
  await copy.load(false)
  for (let n = 0; n < 3; n++) {
    copy.changed(new Uint8Array(2))
    copy.changed(new Uint8Array(2))
    await turns()
  }
  expect(writes).toBe(3)
  fake.pass(29_999)
  await turns()
  expect(failures).toEqual([])
  fake.pass(1)
  await turns()
  expect(failures).toEqual(['Error: IndexedDB does not answer.'])
  expect(fake.timerCount).toBe(0)
})

test('[EP1] [OF2] a document that was in the room before: a new copy says of which epoch it is', async () => {
  const written: unknown[] = []
  const database = {
    renew: async (_: number, take: (stored: object) => unknown) => {
      take({ epoch: null, records: [] })
      return 0
    },
    append: async (_: unknown, epoch: unknown) => written.push(epoch),
    close: () => undefined,
  } as unknown as OfflineDatabase
  const copy = new OpenCopy({
    database,
    doc: new Y.Doc(),
    environment: fakeEnvironment().environment,
    origin: null,
    due: [],
    epoch: () => 'before',
    accept: () => true,
    onDamaged: () => undefined,
    onFailed: () => undefined,
  })
  await copy.load(false)
  expect(written).toEqual(['before'])
})
