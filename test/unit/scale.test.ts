import ts from 'typescript'
import { expect, test } from 'vitest'
import { readCosts, rounded } from '../../bench/model/costs.ts'
import { type Load, size } from '../../bench/model/model.ts'
import { costsOf } from '../../bench/nodes/costs.ts'
import { faultsOf } from '../../bench/nodes/faults.ts'
import { withTables } from '../../bench/nodes/scale-page.ts'
import { readResults } from '../../bench/results.ts'
import { readText } from '../support/files.ts'

const page = readText('docs/scale.md')
const { rows } = readResults(readText('bench/nodes.json'))
const costs = readCosts()
const lessons = (people: number): Load => ({
  ...{ people, roomSize: 30, moving: 0.05, hz: 10, edits: 1 / 30, hasAffinity: true },
})

test('the tables of sizes are what the model gives for what was measured', () => {
  expect(rounded(costsOf(rows))).toEqual(costs)
  expect(withTables(page, rows, costs)).toBe(page)
})

test('[N1] in the run that was written rooms on one node said nothing on the bus, and one that says something is a fault', () => {
  expect(faultsOf(rows)).toEqual([])
  const [row] = rows.filter(({ contender }) => contender === 'room')
  expect(row?.values.roomMessages).toBe(0)
  const wrong = rows.map((one) =>
    one === row ? { ...row, values: { ...row.values, roomMessages: 1 } } : one,
  )
  expect(faultsOf(wrong)).toHaveLength(1)
})

test('every cost was found to be more than nothing', () => {
  for (const [name, value] of Object.entries(costs)) expect([name, value > 0]).toEqual([name, true])
})

test('a school of 2 000 fits into the half of one core or two, and needs no bus where it fits into one', () => {
  const school = size(lessons(2_000), costs)
  expect(school.nodes).toBeLessThanOrEqual(2)
  const small = size(lessons(300), costs)
  expect(small).toMatchObject({ nodes: 1, busMessagesPerSecond: 0, redisCores: 0 })
})

test('twice the people need twice the cores and twice of Postgres, where each room is on one node', () => {
  const [once, twice] = [size(lessons(50_000), costs), size(lessons(100_000), costs)]
  expect(twice.cores / once.cores).toBeCloseTo(2, 1)
  expect(twice.postgresShare / once.postgresShare).toBeCloseTo(2, 5)
  expect(twice.busMessagesPerSecond).toBe(twice.nodes)
})

test('without the hash of the room more relays are needed, and Redis is full first', () => {
  const hashed = size(lessons(20_000), costs)
  const anywhere = size({ ...lessons(20_000), hasAffinity: false }, costs)
  expect(anywhere.cores).toBeGreaterThan(hashed.cores)
  expect(anywhere.redisCores).toBeGreaterThan(10 * hashed.redisCores)
  expect(anywhere.first).toBe('Redis')
})

test('a page without a place for a table is an error', () => {
  expect(() => withTables(page.replace('<!-- sizing -->', ''), rows, costs)).toThrow('no place for sizing')
})

test('the example of cells gives each cell a third of the rooms', async () => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const script = ts.transpile(code, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2024 })
  const { urlOf } = await import(`data:text/javascript,${encodeURIComponent(script)}`)
  const countByCell = new Map<string, number>()
  for (let index = 0; index < 3_000; index++) {
    const url = urlOf(`school-${index}`)
    countByCell.set(url, (countByCell.get(url) ?? 0) + 1)
  }
  expect([...countByCell.keys()].sort()).toEqual([1, 2, 3].map((n) => `wss://rooms-${n}.school.example`))
  for (const count of countByCell.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})
