import { expect, test } from 'vitest'
import { NOT_YET, Serial } from '../../server/versions/serial.ts'

const never = () => Promise.withResolvers<string>()

const serial = (lateMs: number) => new Serial({ most: 6, mostOfOne: 3, lateMs })

/** Something about that, which nobody asks for. */
const about = (key: string) => ({ key, asker: null })

test('one work after the other, of several keys; what is beyond the limits of a key and of all is refused', async () => {
  const work = serial(60_000)
  const held = never()
  const order: string[] = []
  const run = (key: string, name: string) =>
    work.run(
      about(key),
      async () => {
        order.push(name)
        return name
      },
      'late',
    )
  const first = work.run(about('a'), () => held.promise, 'late')
  const others = [run('a', 'a2'), run('a', 'a3'), run('b', 'b1'), run('b', 'b2'), run('b', 'b3')]
  expect([run('a', 'a4'), run('c', 'c1')]).toEqual([null, null])
  await Promise.resolve()
  expect(order).toEqual([])
  held.resolve('a1')
  expect(await Promise.all([first, ...others])).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
  expect(order).toEqual(['a2', 'a3', 'b1', 'b2', 'b3'])
  expect(await run('a', 'a4')).toBe('a4')
})

test('a work that does not come to its end is late, as are others of its key; those of other keys go on', async () => {
  const work = serial(5)
  const held = never()
  let begun = 0
  const count = async () => {
    begun += 1
    return `${begun}`
  }
  const hung = work.run(about('a'), () => held.promise, 'late')
  const [second, other] = [work.run(about('a'), count, 'late'), work.run(about('b'), count, 'late')]
  expect(await Promise.all([hung, second, other])).toEqual(['late', 'late', '1'])
  expect(await work.run(about('a'), count, 'late')).toBe('late')
  held.resolve('done')
  await held.promise
  await work.idle()
  expect(await work.run(about('a'), count, 'late')).toBe('2')
})

test('a work that throws is told, and ends nobody else', async () => {
  const work = serial(60_000)
  const failed = work.run(about('a'), () => Promise.reject(new Error('no store')), 'late')
  const next = work.run(about('a'), async () => 'next', 'late')
  await expect(failed).rejects.toThrow('no store')
  expect(await next).toBe('next')
})

test('of one who asks about many things no more wait than of one thing, also while one of them is late', async () => {
  const work = serial(60_000)
  const held = never()
  const ask = (key: string, asker: string | null) => work.run({ key, asker }, () => held.promise, 'late')
  const waiting = ['a', 'b', 'c'].map((key) => ask(key, 'ada'))
  expect(ask('d', 'ada')).toBe(null)
  waiting.push(ask('d', 'another'), ask('e', null))
  expect(waiting).not.toContain(null)
  held.resolve('done')
  expect(await Promise.all(waiting)).toEqual(Array(5).fill('done'))
  expect(await ask('d', 'ada')).toBe('done')
})

test('a work that cannot be done yet lets others go first, keeps its place among those counted, and comes again', async () => {
  const work = new Serial({ most: 3, mostOfOne: 2, lateMs: 60_000 })
  const order: string[] = []
  let mayGo = false
  const one = work.run(
    { key: 'a', asker: 'ada' },
    async () => {
      if (!mayGo) return NOT_YET
      order.push('one')
      return 'one'
    },
    'late',
  )
  const ask = (key: string, name: string) =>
    work.run(
      { key, asker: 'ada' },
      async () => {
        order.push(name)
        return name
      },
      'late',
    )
  expect(await ask('b', 'two')).toBe('two')
  const three = ask('b', 'three')
  expect(ask('c', 'four')).toBe(null)
  expect(await three).toBe('three')
  mayGo = true
  expect(await one).toBe('one')
  await work.idle()
  expect(order).toEqual(['two', 'three', 'one'])
  expect(await Promise.all([ask('b', 'five'), ask('c', 'six')])).toEqual(['five', 'six'])
})
