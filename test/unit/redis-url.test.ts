import { describe, expect, test } from 'vitest'
import { slotOf } from '../../server/bus/cluster-slot.ts'
import { redisBus } from '../../server/bus/redis-bus.ts'
import { parseRedisUrl } from '../../server/bus/redis-url.ts'
import { readConfig } from '../../server/command/config.ts'

const read = (url: string) => {
  const address = parseRedisUrl(url)
  return typeof address === 'string' ? address : { ...address, password: address.password?.reveal() ?? null }
}

const POSTGRES = ['--postgres', 'postgres://127.0.0.1/school']

const plain = { sentinelName: null, isTls: false, username: null, password: null, prefix: 'homeroom:' }

test.each([
  ['redis://localhost', { ...plain, servers: [{ host: 'localhost', port: 6379 }] }],
  ['redis://127.0.0.1:7000/0', { ...plain, servers: [{ host: '127.0.0.1', port: 7000 }] }],
  ['redis://[::1]:7000', { ...plain, servers: [{ host: '::1', port: 7000 }] }],
  [
    'rediss://ada:p%40ss%3Aword:x@redis.school.example?prefix=school%3A',
    {
      ...{ ...plain, servers: [{ host: 'redis.school.example', port: 6379 }], isTls: true },
      ...{ username: 'ada', password: 'p@ss:word:x', prefix: 'school:' },
    },
  ],
  [
    'redis://:secret@a:7000,b,c:7002',
    {
      ...{ ...plain, password: 'secret' },
      servers: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 6379 },
        { host: 'c', port: 7002 },
      ],
    },
  ],
  [
    'redis+sentinel://a,b:26380/main%20one',
    {
      ...{ ...plain, sentinelName: 'main one' },
      servers: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 26380 },
      ],
    },
  ],
])('%s is read', (url, address) => {
  expect(read(url)).toEqual(address)
})

describe.each([
  ...['', 'localhost', 'http://localhost', 'redis://', 'redis://a b', 'redis://a:x', 'redis://a,,b'],
  ...['redis://a/lesson', 'redis+sentinel://a', 'redis://a?typo=1', 'redis://ada:%zz@a'],
])('%s', (url) => {
  test('is refused, with the forms that there are', () => {
    expect(read(url)).toMatch(/redis:\/\/HOST/)
  })
})

test('what is wrong with a URL is said without the URL', () => {
  const bad = 'redis://ada:hidden@a/lesson'
  expect(() => redisBus(bad)).toThrow(TypeError)
  expect(() => redisBus(bad)).not.toThrow(/hidden/)
})

test('slots are those of Redis Cluster', () => {
  // The example of its specification, and what Redis itself answers to CLUSTER KEYSLOT.
  expect(slotOf('123456789')).toBe(0x31c3)
  expect([slotOf('foo'), slotOf('{foo}bar'), slotOf('foo{}{bar}')]).toEqual([12182, 12182, 8363])
})

test('a flag with a wrong URL is told what is right, without the URL', () => {
  const { faults } = readConfig([...POSTGRES, '--redis', 'redis://ada:hidden@a/lesson'], {})
  expect(faults).toEqual([expect.stringMatching(/^--redis is wrong: a Redis URL is redis:\/\/HOST/)])
  expect(faults.join()).not.toContain('hidden')
})

test('a relay shares rooms over Redis only where it shares a store', () => {
  const redis = ['--redis', 'redis://127.0.0.1:6390']
  expect(readConfig(redis, {}).faults).toEqual([
    '--redis without --postgres: relays that share rooms share a store, too',
  ])
  expect(readConfig([...POSTGRES, ...redis], {})).toMatchObject({
    faults: [],
    config: { bus: { isUp: false } },
  })
})
