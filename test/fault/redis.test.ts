import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { readText } from '../support/files.ts'
import { type RedisProcess, startRedis } from '../support/redis.ts'
import { areEqual, knowEachOther, sayAll, startNode } from '../support/redis-nodes.ts'
import { until } from '../support/until.ts'

/** Three nodes in one room on one Redis, which know each other. */
const lessonOn = async (redis: RedisProcess) => {
  const all = [startNode(redis.url), startNode(redis.url), startNode(redis.url)] as const
  await knowEachOther(all)
  sayAll(all)
  await until(() => areEqual(all), 'each hears the others')
  return all
}

const WRONG = 'nothing was heard twice or out of order'

test('[NB4][NB5] what nodes say over Redis is heard, byte for byte, also in parts', async () => {
  const all = await lessonOn(await startRedis())
  const [one, two] = all
  const update = new Uint8Array(600_000).map((_, index) => index)
  one.room.channel.publish({ kind: 'update', update, upTo: 1 })
  const heard = await until(() =>
    two.room.heard.map(([, message]) => message).find((message) => message.kind === 'update'),
  )
  expect(heard.kind === 'update' && Buffer.from(heard.update).equals(update)).toBe(true)
  expect(one.room.heard.some(([, { kind }]) => kind === 'update')).toBe(false)
})

test('[NB7][NB8] Redis is killed and started again: nodes know that they were alone, and then all that was said', async () => {
  const redis = await startRedis()
  const all = await lessonOn(redis)
  await redis.stop()
  await until(() => all.every(({ node }) => !node.isUp), 'each knows that its bus is down', 5_000)
  sayAll(all)
  await redis.start()
  await until(() => all.every(({ node }) => node.isUp) && areEqual(all), 'all is well again')
  expect(
    all.map(({ room }) => room.wrong),
    WRONG,
  ).toEqual([[], [], []])
})

test('[NB7][NB8] Redis stands still for 6 s: down within 3 s, and nothing old is heard as new', async () => {
  const redis = await startRedis()
  const all = await lessonOn(redis)
  redis.freeze()
  const began = performance.now()
  const saying = setInterval(() => sayAll(all), 100)
  onTestCleanup(() => clearInterval(saying))
  await until(() => all.every(({ node }) => !node.isUp), 'each knows that its bus is down')
  // Not a measurement: a beat that was just heard, three seconds, a sweep, and a slow machine.
  expect(performance.now() - began).toBeLessThan(6_000)
  await until(() => performance.now() - began > 6_000)
  redis.thaw()
  await until(() => all.every(({ node }) => node.isUp))
  clearInterval(saying)
  await until(() => areEqual(all), 'all is well again')
  expect(
    all.map(({ room }) => room.wrong),
    WRONG,
  ).toEqual([[], [], []])
  expect(all[0].room.happened).toContain('thawed')
})

test('[NB5] a connection that Redis kills is there again at once, and its room asks for what it missed', async () => {
  const redis = await startRedis()
  const all = await lessonOn(redis)
  for (let round = 0; round < 5; round++) {
    for (const { room } of all) room.happened.length = 0
    await redis.order('CLIENT', 'KILL', 'TYPE', 'pubsub')
    sayAll(all)
    await until(() => all.every(({ room }) => room.happened.includes('subscribed')))
    await until(() => areEqual(all), 'all is well again')
  }
  expect(
    all.map(({ room }) => room.wrong),
    WRONG,
  ).toEqual([[], [], []])
})

test('[NB5] a connection that Redis cuts since it takes too much is noticed, and what it missed is asked for', async () => {
  const redis = await startRedis('--client-output-buffer-limit', 'pubsub 100kb 0 0')
  const all = await lessonOn(redis)
  for (const { room } of all) room.happened.length = 0
  // A part alone is over the limit.
  all[0].room.channel.publish({ kind: 'update', update: new Uint8Array(300_000), upTo: 1 })
  all[0].room.say()
  const areCut = () => all.every(({ room }) => room.happened.includes('subscribed'))
  await until(areCut, 'Redis cuts all who hear it')
  await until(() => all.every(({ node }) => node.isUp) && areEqual(all), 'all is well again')
  expect(
    all.map(({ room }) => room.wrong),
    WRONG,
  ).toEqual([[], [], []])
})

test('a node that begins while Redis is not there says so, and has its room on the bus when it is', async () => {
  const redis = await startRedis()
  await redis.stop()
  const all = [startNode(redis.url), startNode(redis.url)] as const
  await until(() => all[0].log.lines.some(({ level }) => level === 'error'))
  expect(all[0].log.lines.map(({ message }) => message)).toEqual([
    'the bus does not answer: rooms hear nothing of other nodes',
  ])
  expect(all[0].log.lines[0]?.fields.fault).toMatch(/ECONNREFUSED/)
  await redis.start()
  await knowEachOther(all)
  sayAll(all)
  await until(() => areEqual(all))
})

test('[NB6] what a node says last, as it closes, is heard', async () => {
  const [one, two, three] = await lessonOn(await startRedis())
  const { id } = three.node
  three.room.say()
  await three.node.close()
  for (const { room } of [one, two]) {
    await until(() => room.happened.includes(`bye ${id}`), 'it hears the bye')
    expect(room.happened).not.toContain(`dead ${id}`)
  }
})

test('two clusters of relays share a Redis by their prefixes', async () => {
  const redis = await startRedis()
  const one = startNode(redis.url)
  const other = startNode(`${redis.url}/?prefix=school:`)
  const third = startNode(`${redis.url}/?prefix=school:`)
  await knowEachOther([other, third])
  await until(() => one.node.isUp)
  expect([one.node.nodes, one.room.channel.others.size]).toEqual([1, 0])
})

test('a user with few rights and a password of any letters is enough, and no log has the password', async () => {
  const redis = await startRedis()
  const rights = /`ACL SETUSER (relay [^`]*)`/.exec(readText('docs/operations.md'))?.[1] ?? ''
  expect(await redis.order('ACL', 'SETUSER', ...rights.replace('PASSWORD', 'p@ss:word').split(' '))).toBe(
    '+OK\r\n',
  )
  const url = redis.url.replace('//', '//relay:p%40ss%3Aword@')
  const all = [startNode(url), startNode(url)] as const
  await knowEachOther(all)
  sayAll(all)
  await until(() => areEqual(all))
  const stranger = startNode(redis.url.replace('//', '//relay:wrongword@'))
  await until(() => stranger.log.lines.some(({ level }) => level === 'error'))
  expect(stranger.log.text()).toMatch(/WRONGPASS/)
  expect(stranger.log.text()).not.toContain('wrongword')
})
