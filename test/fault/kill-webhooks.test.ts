import { expect, test } from 'vitest'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { rawClient } from '../support/raw-client.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type Received, WEBHOOK_SECRET, webhookReceiver } from '../support/webhook-receiver.ts'

const KILLS = 6
const ROOMS = ['a', 'b', 'c']

const seed = someSeed()

/** What came, each event once, in the order in which it came first. */
const firstOf = (received: readonly Received[]): Received[] =>
  [...new Map([...received].reverse().map((one) => [one.id, one])).values()].reverse()

test(`relays killed at any moment lose no event of a webhook, and double none but under its id (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const receiver = await webhookReceiver()
  // Some are refused, and some are answered late: then the relay may be killed between the request and the answer.
  receiver.answerBy((_received, response) => {
    const status = random.below(10) === 0 ? 503 : 204
    setTimeout(() => response.writeHead(status).end(), random.below(15))
    return null
  })
  const file = tempFile()
  const start = () =>
    runRelay(['--data', file, '--webhook', receiver.url, '--webhook-signal', 'n', '--idle', '0'], {
      HOMEROOM_SECRET: SECRET,
      HOMEROOM_WEBHOOK_SECRET: WEBHOOK_SECRET,
    })
  const signals = new Set<number>()
  /** Sent while others were on their way: in whatever order. */
  const late = new Set<number>()
  const people = new Map<string, 'killed' | 'left'>()
  let number = 0

  /** People come and go, and signals are sent, until the relay is killed. What the relay has read on after counts. */
  const live = async ({ url, wsUrl, kill, exited, isRunning }: Awaited<ReturnType<typeof start>>) => {
    const api = apiClient(url, SECRET)
    const readOn = () => fetch(`${url}/healthz`).then((answer) => answer.text())
    const inside: { readonly sub: string; readonly leave: () => void }[] = []
    const act = async (isLate = false) => {
      const room = ROOMS[random.below(ROOMS.length)] as string
      number += 1
      const own = number
      if (isLate) late.add(own)
      if (random.below(3) === 0) {
        const sub = `person-${own}`
        const { ws } = await rawClient(wsUrl, room, { token: await token({ sub }) })
        await readOn()
        people.set(sub, 'killed')
        inside.push({ sub, leave: () => ws.close() })
      } else if (random.below(4) === 0 && inside.length > 0) {
        const { leave } = inside.shift() as (typeof inside)[number]
        leave()
      } else if ((await api.post(`/rooms/${room}/signals`, { kind: 'n', data: own })).status === 204) {
        await readOn()
        signals.add(own)
      }
    }
    for (const room of ROOMS) await api.put(`/rooms/${room}/document`, textUpdate(`${number}`))
    const actions = 5 + random.below(40)
    for (let done = 0; done < actions; done++) await act()
    // While one more of each is on its way.
    const last = Promise.allSettled([act(true), act(true), act(true)])
    setTimeout(() => kill('SIGKILL'), random.below(10))
    await last
    kill('SIGKILL')
    await exited()
    expect(isRunning()).toBe(false)
  }

  for (let round = 0; round < KILLS; round++) await live(await start())

  const last = await start()
  const api = apiClient(last.url, SECRET)
  await until(async () => {
    const { json } = await api.post('/webhooks/retry', {})
    return json.events === 0
  })
  const told = firstOf(receiver.received)
  const bodies = new Map(receiver.received.map(({ id, body }) => [id, body]))
  expect(receiver.received.every(({ id, body }) => bodies.get(id) === body)).toBe(true)

  const sent = told.filter(({ event }) => event.type === 'signal.sent').map(({ event }) => event.data)
  expect(new Set(sent.map(({ data }) => data)).size).toBe(sent.length)
  const lost = [...signals].filter((own) => !sent.some(({ data }) => data === own))
  expect(lost).toEqual([])
  for (const room of ROOMS) {
    const numbers = sent.filter((data) => data.room === room).map(({ data }) => data as number)
    const inRoom = numbers.filter((own) => !late.has(own))
    expect(inRoom).toEqual([...inRoom].sort((one, other) => one - other))
    const lives = told.filter(({ event }) => event.data.room === room && event.type.startsWith('room.'))
    const types = lives.map(({ event }) => event.type)
    expect(types).toEqual(types.map((_, index) => (index % 2 === 0 ? 'room.opened' : 'room.closed')))
    expect(types.at(-1)).toBe('room.closed')
  }

  const idsOf = (type: string) =>
    told
      .filter(({ event }) => event.type === type)
      .map(({ event }) => (event.data.person as { id: string }).id)
  const [joined, left] = [idsOf('person.joined'), idsOf('person.left')]
  expect([...people.keys()].filter((sub) => !joined.includes(sub))).toEqual([])
  expect([...left].sort()).toEqual([...joined].sort())
  expect(new Set(left).size).toBe(left.length)
  const reasons = new Set(
    told.filter(({ event }) => event.type === 'person.left').map(({ event }) => event.data.reason),
  )
  expect(reasons).toContain('relay-ended')
  expect(signals.size).toBeGreaterThan(KILLS)
}, 120_000)
