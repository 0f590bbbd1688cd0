import { expect, test } from 'vitest'
import { LimitServer } from '../../server/workers/limit-server.ts'
import { Line } from '../../server/workers/line.ts'
import type { LimitAnswer, LimitQuestion, ToParent, ToWorker } from '../../server/workers/messages.ts'
import { WorkerLimits } from '../../server/workers/worker-limits.ts'
import { processPair } from '../support/process-pair.ts'

/** Workers that count by address at one parent. */
const startWorkers = (count: number, address = 9) => {
  const server = new LimitServer({ address })
  return Array.from({ length: count }, () => {
    const { child, self, end } = processPair()
    const line = new Line<ToWorker>(child)
    const limits = new WorkerLimits(new Line<ToParent>(self))
    child.on('message', (message: LimitQuestion) => server.take(line, message))
    child.on('close', () => server.end(line))
    self.on('message', (message: unknown) => limits.take(message as LimitAnswer))
    return { ...limits, limits, end: () => end(null, 'SIGKILL') }
  })
}

test('[GA12] refused requests of an address are counted over all workers', async () => {
  const workers = startWorkers(2)
  const count = (times: number, address: string) =>
    Promise.all(
      Array.from({ length: times }, (_, index) =>
        workers[index % 2]?.failedAccess.count(address, 'token-bad'),
      ),
    )
  expect(new Set(await count(20, 'a'))).toEqual(new Set(['few']))
  expect(new Set(await count(980, 'a'))).toEqual(new Set(['many']))
  expect(await count(2, 'a')).toEqual(['too-many', 'too-many'])
  expect(await count(2, 'b')).toEqual(['few', 'few'])
})

test('[LM1] places of an address are the workers’ together, and those of a worker that is gone are free', async () => {
  const [one, other] = startWorkers(2, 3)
  const places = [
    await one?.connections.take('a'),
    await other?.connections.take('a'),
    await one?.connections.take('a'),
  ]
  expect(places).not.toContain(null)
  expect(await other?.connections.take('a')).toBeNull()
  expect(await other?.connections.take('b')).not.toBeNull()
  places[1]?.giveBack()
  expect(await one?.connections.take('a')).not.toBeNull()
  expect(await other?.connections.take('a')).toBeNull()
  one?.end()
  for (let place = 0; place < 3; place++) expect(await other?.connections.take('a')).not.toBeNull()
  expect(await other?.connections.take('a')).toBeNull()
})

test('a worker whose parent is gone refuses nobody: it closes', async () => {
  const [worker] = startWorkers(1, 0)
  expect(await worker?.connections.take('a')).toBeNull()
  worker?.end()
  expect(await worker?.connections.take('a')).not.toBeNull()
  expect(await worker?.failedAccess.count('a', 'token-bad')).toBe('few')
})
