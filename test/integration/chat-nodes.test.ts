import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { until } from '../support/until.ts'

type Person = Awaited<ReturnType<Awaited<ReturnType<typeof relayCluster>>['join']>>

interface Told {
  readonly id: string
  readonly text: string
  readonly refused?: string
}

interface Page {
  readonly ref: string
  readonly messages: readonly (Told & { readonly from: { readonly id: string } })[]
  readonly muted: boolean
}

/** What somebody hears of the chat, from now on. */
const listen = (person: Person) => {
  const heard: Told[] = []
  const refused: string[] = []
  let missed = 0
  const pages = new Map<string, Page>()
  person.signals.on('chat', ({ data }) => {
    const told = data as unknown as Told
    if (told.refused === undefined) heard.push(told)
    else refused.push(told.refused)
  })
  person.signals.on('chat-history', ({ data }) => {
    if (data === null) missed += 1
    else pages.set((data as unknown as Page).ref, data as unknown as Page)
  })
  let questions = 0
  const history = async () => {
    questions += 1
    const ref = `${questions}`
    person.signals.send('chat-history', { ref })
    return until(() => pages.get(ref), 'the history comes')
  }
  return {
    say: (text: string, options: object = {}) => person.signals.send('chat', { text, ref: text, ...options }),
    texts: () => heard.map(({ text }) => text),
    refused,
    missed: () => missed,
    history,
    /** The orders of hosts come by the store; histories may not be asked for as fast as one likes. */
    isMuted: (isMuted: boolean) =>
      until(async () => {
        if ((await history()).muted === isMuted) return true
        await setTimeout(250)
        return false
      }, 'the order has come'),
  }
}

test('[CH12] what is said at three relays is written once, and is in one order everywhere in the end', async () => {
  const store = memoryStore()
  const { join } = await relayCluster({ store })
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(2, 'third')]
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  const chats = rooms.map(listen)
  for (let round = 0; round < 5; round++) for (const [at, chat] of chats.entries()) chat.say(`${at}.${round}`)
  for (const { texts } of chats) await until(() => texts().length === 15, 'everybody hears all of it')
  for (const { texts } of chats) expect(new Set(texts()).size).toBe(15)
  const orders = await Promise.all(chats.map(async ({ history }) => (await history()).messages))
  expect(orders[0]).toHaveLength(15)
  const texts = orders.map((messages) => messages.map(({ text }) => text))
  expect(texts[1]).toEqual(texts[0])
  expect(texts[2]).toEqual(texts[0])
  expect(orders[0]?.find(({ text }) => text === '1.0')?.from.id).toBe('second')
  expect(await store.kept?.('chat')).toHaveLength(15)
})

test('[CH4][CH7][CH12] messages to hosts, deletions and mutes go to other relays, and to nobody else there', async () => {
  const { join } = await relayCluster()
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(2, 'third')] as const
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  const [host, second, third] = [listen(rooms[0]), listen(rooms[1]), listen(rooms[2])]
  second.say('for the hosts', { to: 'hosts' })
  await until(() => host.texts().includes('for the hosts'))
  const deleted: unknown[] = []
  rooms[2].signals.on('chat-delete', ({ data }) => deleted.push(data))
  const [kept] = (await host.history()).messages
  rooms[0].signals.send('chat-delete', kept?.id ?? '')
  await until(() => deleted.length === 1)
  expect(deleted).toEqual([kept?.id])
  expect((await second.history()).messages).toEqual([])
  const person = await rooms[0].waitFor('second')
  rooms[0].signals.send('chat-mute', true, { to: person })
  await second.isMuted(true)
  second.say('no')
  await until(() => second.refused.includes('chat-muted'))
  rooms[0].signals.send('chat-mute', false, { to: person })
  await second.isMuted(false)
  second.say('at last')
  await until(() => third.texts().includes('at last'))
  expect(third.texts()).toEqual(['at last'])
})

test('[CH15] a message to one person reaches them on another relay, then and later, and nobody else there', async () => {
  const { join } = await relayCluster()
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(1, 'third')] as const
  for (const room of rooms) for (const name of ['ada', 'second', 'third']) await room.waitFor(name)
  const [host, second, third] = [listen(rooms[0]), listen(rooms[1]), listen(rooms[2])]
  const { clientIds } = await rooms[0].waitFor('second')
  host.say('for one', { to: { clientId: clientIds[0] } })
  await until(() => second.texts().includes('for one'))
  host.say('for all')
  for (const { texts } of [second, third]) await until(() => texts().includes('for all'))
  expect(third.texts()).toEqual(['for all'])
  const tablet = listen(await join(2, 'second'))
  const textsOf = async ({ history }: typeof host) => (await history()).messages.map(({ text }) => text)
  for (const one of [host, second, tablet]) expect(await textsOf(one)).toEqual(['for one', 'for all'])
  expect(await textsOf(third)).toEqual(['for all'])
})

test('[CH13] a relay that has missed what another one told says so, and the store has it', async () => {
  const { join, bus } = await relayCluster()
  const rooms = [await join(0, 'ada', 'host'), await join(1, 'second')] as const
  for (const room of rooms) for (const name of ['ada', 'second']) await room.waitFor(name)
  const [host, second] = [listen(rooms[0]), listen(rooms[1])]
  // It shows the chat, so that it wants to know.
  expect((await second.history()).messages).toEqual([])
  const missedBefore = second.missed()
  bus.cut('a')
  host.say('while it was cut')
  await until(() => host.texts().includes('while it was cut'))
  bus.mend('a')
  await until(() => second.missed() > missedBefore, 'it is told that it has missed something')
  expect((await second.history()).messages).toMatchObject([{ text: 'while it was cut' }])
})
