import { expect, test } from 'vitest'
import type { RoomId } from '../../shared/index.ts'
import { TinyRoom } from '../support/bus-nodes.ts'
import { startRedisCluster, startRedisWatched } from '../support/redis.ts'
import { areEqual, knowEachOther, sayAll, startNode } from '../support/redis-nodes.ts'
import { until } from '../support/until.ts'

test('[NB4][NB5] over a cluster of three servers: one is killed and started again', async () => {
  const servers = await startRedisCluster()
  const url = `redis://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`
  const all = [startNode(url), startNode(url)] as const
  await knowEachOther(all)
  // Channels of many rooms: some on each server.
  const rooms = Array.from({ length: 12 }, (_, index) =>
    all.map(({ node }) => new TinyRoom(node, `room/${index}` as RoomId)),
  )
  const areWhole = () =>
    rooms.every(([one, other]) => {
      const known = [one?.known.get(all[1].node.id)?.said, other?.known.get(all[0].node.id)?.said]
      return known[0] === other?.own.said && known[1] === one?.own.said
    })
  const say = () => {
    sayAll(all)
    for (const room of rooms.flat()) room.say()
  }
  say()
  await until(() => areWhole() && areEqual(all), 'each room hears the other node')

  const clients = await Promise.all(servers.map((server) => server.order('PUBSUB', 'SHARDCHANNELS')))
  expect(clients.every((channels) => channels.includes('homeroom:'))).toBe(true)

  const [first] = servers
  await first.stop()
  await until(() => all.every(({ node }) => !node.isUp), 'each knows that a part of the bus is down')
  say()
  await first.start()
  await until(() => all.every(({ node }) => node.isUp) && areWhole() && areEqual(all), 'all is well again')
  expect([...rooms.flat(), ...all.map(({ room }) => room)].flatMap(({ wrong }) => wrong)).toEqual([])
})

test('[NB5] channels that a cluster gives to another server are heard there', async () => {
  const servers = await startRedisCluster()
  const all = [startNode(servers[0].url), startNode(servers[1].url)] as const
  await knowEachOther(all)
  const channels = await Promise.all(servers.map((server) => server.order('PUBSUB', 'SHARDCHANNELS')))
  const from = servers[channels.findIndex((list) => list.includes('homeroom:room:lesson'))]
  const to = servers.find((server) => server !== from)
  if (from === undefined || to === undefined) throw new Error('no server has the room')
  const idOf = async (server: typeof to) =>
    /[\da-f]{40}/.exec(await server.order('CLUSTER', 'MYID'))?.[0] ?? ''
  const slot = /\d+/.exec(await from.order('CLUSTER', 'KEYSLOT', 'homeroom:room:lesson'))?.[0] ?? ''
  const owner = await idOf(to)
  for (const server of [to, from, ...servers]) await server.order('CLUSTER', 'SETSLOT', slot, 'NODE', owner)
  await until(async () => {
    // A publisher is told that the channel is elsewhere.
    sayAll(all)
    return (await to.order('PUBSUB', 'SHARDCHANNELS')).includes('homeroom:room:lesson')
  }, 'it is heard on the other server')
  await until(() => areEqual(all), 'all is well there')
  expect(all.flatMap(({ room }) => room.wrong)).toEqual([])
})

test('[NB5][NB8] sentinels name another server when the first one dies', async () => {
  const { url, master } = await startRedisWatched()
  const all = [startNode(url), startNode(url)] as const
  await knowEachOther(all)
  sayAll(all)
  await until(() => areEqual(all))
  await master.stop()
  await until(() => all.every(({ node }) => !node.isUp), 'each knows that its bus is down')
  sayAll(all)
  await until(
    () => all.every(({ node }) => node.isUp) && areEqual(all),
    'all is well on the other server',
    40_000,
  )
  expect(all.flatMap(({ room }) => room.wrong)).toEqual([])
})
