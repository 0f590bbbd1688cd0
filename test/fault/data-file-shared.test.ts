import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const ROUNDS = 2_000

test('[ST3] a room that another process replaces while it is loaded is the one or the other, and never damaged', async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  await store.replace('lesson', 'epoch 0', Uint8Array.of(0))
  const replacer = runNode('test/support/room-replacer.ts', [file])
  const epochs = new Set<string | null>()
  await until(async () => {
    if (!replacer.isRunning()) throw new Error(`the replacer ended by itself: ${replacer.stderr()}`)
    for (let count = 0; count < 100; count++) {
      const { epoch, updates, quarantined } = await store.open('lesson')
      expect([updates.length, quarantined]).toEqual([1, 0])
      epochs.add(epoch)
    }
    return replacer.stdout().length > ROUNDS
  })
  expect(epochs.size).toBeGreaterThan(10)
})
