import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startCluster } from '../support/cluster.ts'
import { watch } from '../support/engine-nodes.ts'
import { until } from '../support/until.ts'

type Cluster = Awaited<ReturnType<typeof startCluster>>
type Joined = ReturnType<typeof clientRoom>

const join = (cluster: Cluster, index: number, name: string) =>
  clientRoom(cluster.door(index), 'lesson', { presence: { name } })

/** Three people, each on a relay of their own, who see each other. */
const lesson = async (cluster: Cluster) => {
  const people = ['Ada', 'second', 'third'].map((name, index) => join(cluster, index, name))
  await Promise.all(people.map((person) => person.connected()))
  await until(() => areAllSeen(people), 'each sees the others', 30_000)
  return people as [Joined, Joined, Joined]
}

const areAllSeen = (people: readonly Joined[]) =>
  people.every(({ room }) => {
    const there = room.people.get().filter(({ status }) => status !== 'reconnecting')
    return there.length === people.length
  })

const areEqual = (people: readonly Joined[]) => {
  const texts = new Set(people.map(({ text }) => text.toString()))
  const states = new Set(people.map(({ room }) => JSON.stringify(stateOf(room))))
  const hands = new Set(
    people.map(({ room }) =>
      room.hands
        .get()
        .map(({ name }) => name)
        .join(),
    ),
  )
  return texts.size === 1 && states.size === 1 && hands.size === 1
}

const stateOf = (room: Joined['room']) =>
  room.people
    .get()
    .map(({ name, hand, x, y }) => [name, hand, x, y])
    .sort()

const everythingIsSaved = (people: readonly Joined[]) =>
  people.every(({ room }) => room.saved.get().state === 'saved')

const write = (people: readonly Joined[], word: string) => {
  for (const { text, room } of people) text.insert(0, `${word} of ${room.doc.clientID};`)
}

test('[NB4][NB6] three relays over one Redis and one Postgres are one', async () => {
  const cluster = await startCluster()
  const people = await lesson(cluster)
  const [ada, second, third] = people
  write(people, 'first')
  for (const [index, { room }] of people.entries()) room.self.set({ x: 0.1 * index, y: 0.25 })
  third.room.self.set({ hand: true })
  await until(() => ada.room.hands.get().length === 1)
  ada.room.self.set({ hand: true })
  const heard: string[] = []
  second.room.signals.on('bell', ({ data }) => heard.push(String(data)))
  ada.room.signals.send('bell', 'break')
  await until(() => heard.length > 0, 'a signal comes to another relay')
  await until(() => areEqual(people) && everythingIsSaved(people), 'all are equal, and everything is saved')
  expect(second.room.hands.get().map(({ name }) => name)).toEqual(['third', 'Ada'])
  expect(heard).toEqual(['break'])
})

test('[N11][N12] a relay stands still: its person goes to another one before anybody sees them go, and has one place there', async () => {
  const cluster = await startCluster()
  const people = await lesson(cluster)
  const [ada, second] = people
  const watches = [watch(ada, 'third'), watch(second, 'third')]
  cluster.freeze(2)
  write(people, 'while')
  const isBack = () => watches.every(({ seen }) => seen().join() === 'here,reconnecting,here')
  await until(isBack, 'the third person is lost, and back', 30_000)
  await until(() => areEqual(people), 'what was written meanwhile is everywhere', 30_000)
  cluster.thaw(2)
  const late = clientRoom(cluster.relays[2]?.wsUrl ?? '', 'lesson', { presence: { name: 'late' } })
  const all = [...people, late]
  await until(() => areAllSeen(all) && areEqual(all) && everythingIsSaved(all), 'all is well', 60_000)
  expect(isBack()).toBe(true)
  console.info(`lost after ${watches[0]?.atMs('reconnecting')} ms, back after ${watches[0]?.atMs('here')} ms`)
})
