import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { readText } from '../support/files.ts'
import { startRelay } from '../support/start-relay.ts'

test('[HT1] the check of the image says whether its relay answers', async () => {
  const [, command = '[]'] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(readText('deploy/Dockerfile')) ?? []
  const [program, ...args] = JSON.parse(command) as string[]
  expect(program).toBe('node')
  const { url, close } = await startRelay()
  const check = async (): Promise<number> => {
    const env = { HOMEROOM_PORT: new URL(url).port }
    const [code] = await once(spawn(process.execPath, args, { env, stdio: 'ignore' }), 'close')
    return code
  }
  expect(await check()).toBe(0)
  await close()
  expect(await check()).toBe(1)
})
