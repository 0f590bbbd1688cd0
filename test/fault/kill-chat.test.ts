import { expect, test } from 'vitest'
import { randomFrom, someSeed } from '../support/random.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const KILLS = 2
const MOST_SENT = 40

const seed = someSeed()

test(`[CH3] relays killed at any moment have every message that anybody was told (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = tempFile()
  const start = () => runRelay(['--data', file], { HOMEROOM_SECRET: SECRET })
  const join = async (wsUrl: string) =>
    rawClient(wsUrl, 'lesson', { isCompact: true, token: await token({ sub: 'ada', role: 'host' }) })
  const told = new Map<string, unknown>()
  for (let round = 0; round < KILLS; round++) {
    const { wsUrl, kill, exited } = await start()
    const [ada, reader] = [await join(wsUrl), await join(wsUrl)]
    const heard = () => signalsOf(reader).filter(({ kind }) => kind === 'chat')
    const count = 1 + random.below(MOST_SENT)
    // As fast as signals may come: some are on their way when it is killed.
    for (let at = 0; at < count; at++) ada.send(signalRequest('chat', { text: `${round}.${at}` }))
    const enough = 1 + random.below(Math.min(count, 25))
    await until(() => heard().length >= enough)
    kill('SIGKILL')
    await exited()
    for (const { data } of heard()) {
      const { id, text } = data as { id: string; text: string }
      told.set(id, text)
    }
  }
  const { wsUrl } = await start()
  const ada = await join(wsUrl)
  ada.send(signalRequest('chat-history', { limit: 200 }))
  const answer = await until(() => signalsOf(ada).find(({ kind }) => kind === 'chat-history'))
  const { messages } = answer.data as { messages: { id: string; text: string }[] }
  const kept = new Map(messages.map(({ id, text }) => [id, text]))
  expect(told.size).toBeGreaterThanOrEqual(KILLS)
  for (const [id, text] of told) expect(kept.get(id)).toBe(text)
})
