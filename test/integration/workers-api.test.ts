// What is asked of one worker about all rooms is answered for all of them.
import { expect, test } from 'vitest'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { localWorkers, roomsOf } from '../support/local-workers.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

interface Listed {
  readonly rooms: readonly { readonly room: string; readonly connections: number }[]
  readonly relays: readonly { readonly name: string }[]
}

test('[HT9][HT10] a worker lists the rooms and the connections of all of them, each by its name', async () => {
  const { url, wsUrl } = await localWorkers({ secrets: [SECRET] })
  const rooms = [roomsOf(1)[0] ?? '', roomsOf(2)[0] ?? '']
  for (const room of rooms) {
    const client = clientRoom(wsUrl, room, { token: await token({ sub: 'ada', role: 'host' }) })
    await client.connected()
  }
  const api = apiClient(url, SECRET)
  const list = async (): Promise<Listed> => (await api.get('/rooms')).json
  // Of the two rooms the worker that is asked has one. Workers hear of each other by their first beats.
  await until(async () => (await list()).rooms.length === rooms.length, 'both workers have answered')
  const json = await list()
  expect(json.rooms.map(({ room, connections }) => [room, connections])).toEqual(
    rooms.toSorted().map((room) => [room, 1]),
  )
  expect(json.relays.map(({ name }) => name.replace(/^.* worker/, 'worker')).toSorted()).toEqual([
    'worker 1',
    'worker 2',
  ])
  for (const room of rooms) {
    const { json: there } = await api.get(`/rooms/${room}/connections`)
    expect(there.connections).toMatchObject([{ identity: { id: 'ada' } }])
  }
})
