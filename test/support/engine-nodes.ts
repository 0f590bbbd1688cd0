import { postgresStore, type RelayOptions, redisBus } from '../../server/index.ts'
import { clientRoom } from './client-room.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startRelay } from './start-relay.ts'
import { SECRET, token } from './tokens.ts'
import { until } from './until.ts'

/** A real Redis and a real Postgres, for all tests of a file. */
export const startEngines = async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres({ fsync: true })])
  return { redis, postgres, database: await postgres.newDatabase() }
}

export interface EnginesUrls {
  readonly redis: { readonly url: string }
  readonly database: string
}

/** What differs at each of the three relays. */
export type Differences = readonly [RelayOptions?, RelayOptions?, RelayOptions?]

const NAMES = ['Ada', 'second', 'third'] as const

export type InLesson = ReturnType<typeof clientRoom>

/** Three relays over the engines, and somebody on each of them who sees the others: Ada is a host. */
export const startLesson = async (
  { redis, database }: EnginesUrls,
  room: string,
  differences: Differences = [],
) => {
  const start = (index: number) =>
    startRelay({
      ...{ store: postgresStore(database), bus: redisBus(redis.url), secrets: [SECRET] },
      ...differences[index],
    })
  const relays = [await start(0), await start(1), await start(2)] as const
  const join = async (index: number, name: string, role = 'member') => {
    const person = clientRoom(relays[index]?.wsUrl ?? '', room, {
      // Good for a relay whose clock is far ahead, too.
      token: () => token({ sub: name, name, role, ttlSeconds: 3_600 }),
      presence: { x: 0, y: 0 },
    })
    await person.connected()
    return person
  }
  const people = [await join(0, NAMES[0], 'host'), await join(1, NAMES[1]), await join(2, NAMES[2])] as const
  await until(() => areAllHere(people), 'each sees the others', 30_000)
  return { relays, people, join }
}

/** Whether each sees everybody, and nobody twice. */
export const areAllHere = (people: readonly InLesson[]): boolean =>
  people.every(({ room }) => {
    const there = room.people.get()
    return there.length === people.length && there.every(({ status }) => status !== 'reconnecting')
  })

/** Whether documents, places and the order of hands are the same for all. */
export const areSame = (people: readonly InLesson[]): boolean =>
  new Set(people.map(({ room, text }) => JSON.stringify([text.toString(), placesIn(room), handsIn(room)])))
    .size === 1

const placesIn = ({ people }: InLesson['room']) =>
  people
    .get()
    .map(({ name, x, y, hand }) => [name, x, y, hand])
    .sort()

const handsIn = ({ hands }: InLesson['room']) => hands.get().map(({ name }) => name)

export const areSaved = (people: readonly InLesson[]): boolean =>
  people.every(({ room }) => room.saved.get().state === 'saved')

/** Everybody writes a word of their own. */
export const write = (people: readonly InLesson[], word: string): void => {
  for (const { text, room } of people) text.insert(text.length, `${word}-${room.doc.clientID} `)
}

/** Words that somebody wrote by {@link write} and somebody lacks. */
export const missingWords = (people: readonly InLesson[], ...words: readonly string[]): readonly string[] =>
  people.flatMap(({ text }) =>
    people
      .flatMap(({ room }) => words.map((word) => `${word}-${room.doc.clientID}`))
      .filter((word) => !text.toString().includes(word)),
  )

/** What somebody in a room sees another one be, from now on: each change once. */
export const watch = ({ room }: InLesson, name: string) => {
  const seen: string[] = []
  const beganMs = performance.now()
  const atMs = new Map<string, number>()
  const look = () => {
    const status = room.people.get().find((person) => person.name === name)?.status ?? 'gone'
    if (seen.at(-1) === status) return
    seen.push(status)
    atMs.set(status, performance.now() - beganMs)
  }
  look()
  room.people.subscribe(look)
  return {
    seen: (): readonly string[] => seen,
    /** Ms from the beginning of the watch to the last change to that status. */
    atMs: (status: string): number => Math.round(atMs.get(status) ?? Number.NaN),
  }
}

/** Waits until all see each other, have one text, and it is saved. */
export const areTogether = (people: readonly InLesson[], limitMs: number): Promise<unknown> =>
  until(
    () => areAllHere(people) && areSame(people) && areSaved(people),
    'all are here, the same, and saved',
    limitMs,
  )
