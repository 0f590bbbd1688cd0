import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { readRoom } from '../support/data-file.ts'
import { runNode, runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const open = (file: string) => {
  const store = sqliteStore(file)
  onTestCleanup(() => store.close())
  return store
}

/** Where a file with this name is found by another name. */
const linkTo = (file: string): string => {
  const link = join(tempFolder(), 'link.db')
  symlinkSync(file, link)
  return link
}

test('[X34][ST8] a second store on one file is refused with the reason, by whatever name it comes, until the first is closed', async () => {
  const file = tempFile()
  const first = open(file)
  await appendTo(first, 'lesson', 'e', [Uint8Array.of(0, 0)])
  const beside = join(dirname(file), '..', basename(dirname(file)), basename(file))
  for (const name of [file, beside, linkTo(file)])
    expect(() => sqliteStore(name), name).toThrow(
      /The data file .* cannot be used: another relay has it open/,
    )
  expect(await appendTo(first, 'lesson', 'e', [Uint8Array.of(0, 0)])).toBe(2)
  await first.close()
  expect((await open(file).open('lesson')).updates).toHaveLength(2)
})

test('[X34][ST8] a second relay on one file ends with the reason; commands that read go on; no lock outlives kill -9', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file])
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  client.text.insert(0, 'kept')
  await until(async () => (await readRoom(file, 'lesson')).text === 'kept')

  const second = runNode('server/bin.ts', ['serve', '--port', '0', '--data', file])
  expect(await second.exited()).toBe(1)
  expect(second.stderr()).toContain(`The data file ${file} cannot be used: another relay has it open`)
  // Linux tells who it is.
  if (existsSync('/proc/locks'))
    expect(second.stderr()).toContain(`process ${relay.pid} holds the lock ${file}-lock`)
  expect(second.stdout()).toBe('')
  expect((await runData('list', ['--data', file])).lines.join('\n')).toContain('lesson')
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
  const out = join(tempFolder(), 'backup')
  expect(await runData('export', ['--data', file, '--all', '--out', out])).toMatchObject({ isSound: true })

  relay.kill('SIGKILL')
  await relay.exited()
  const next = await runRelay(['--data', file])
  const back = stockClient(next.wsUrl, 'lesson')
  await until(() => back.text.toString() === 'kept')
})

test('[X34][ST8] a lock that was taken away is taken again, before another relay can come', async () => {
  const file = tempFile()
  const store = open(file)
  rmSync(`${file}-lock`)
  expect(await store.check?.()).toMatchObject({ fault: null })
  expect(() => sqliteStore(file)).toThrow('another relay has it open')
})

test('[X34][ST8] where another relay came in between, the one without the lock writes nothing and says why', async () => {
  const file = tempFile()
  const store = open(file)
  await appendTo(store, 'lesson', 'e', [Uint8Array.of(0, 0)])
  rmSync(`${file}-lock`)
  const other = open(file)
  expect((await store.check?.())?.fault).toContain('another relay has it open')
  await expect(appendTo(store, 'lesson', 'e', [Uint8Array.of(0, 0)])).rejects.toThrow(
    'another relay has it open',
  )
  await other.close()
  expect(await store.check?.()).toMatchObject({ fault: null, renewals: [] })
  expect(await appendTo(store, 'lesson', 'e', [Uint8Array.of(0, 0)])).toBe(2)
})

test('[X34] a store that would keep nothing is no file, and is refused', () => {
  for (const path of ['', ':memory:']) expect(() => sqliteStore(path)).toThrow('memoryStore()')
  expect(memoryStore().durability).toBe('none')
})
