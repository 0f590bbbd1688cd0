import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { readText } from '../support/files.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

test('the client of the README does what the README says', async () => {
  const { wsUrl } = await startRelay()
  const code = /```js\n(.*?)```/s.exec(readText('README.md'))?.[1] ?? ''
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(10)
  expect(code).toContain('ws://127.0.0.1:1234')
  // Beside the packages that it imports; the name keeps it out of every other run.
  const file = fileURLToPath(new URL(`../../.readme-${process.pid}.mjs`, import.meta.url))
  writeFileSync(file, code.replace('ws://127.0.0.1:1234', wsUrl))
  onTestCleanup(() => rmSync(file))
  const reader = stockClient(wsUrl, 'lesson', { state: { name: 'teacher' } })
  await reader.synced()
  const client = spawn(process.execPath, [file])
  onTestCleanup(() => client.kill('SIGKILL'))
  let printed = ''
  client.stdout.on('data', (chunk) => {
    printed += chunk
  })
  const others = () => [...reader.awareness.getStates().values()]
  await until(() => others().some((state) => state.name === 'Ada'))
  expect(others()).toContainEqual(expect.objectContaining({ name: 'Ada', x: 0.5, emoji: '👍', hand: true }))
  await until(() => reader.doc.getText('board').toString() === 'Good morning')
  await until(() => printed.includes('teacher'))
})
