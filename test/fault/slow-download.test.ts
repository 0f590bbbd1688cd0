import { expect, test } from 'vitest'
import { SYNC } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { countingClient } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

test('[X23] [DO12] a client that asks again and again has so many answers at once, and the next ones in time', async () => {
  const time = fakeClock()
  const { wsUrl } = await startRelay({ clock: time.clock })
  const writer = clientRoom(wsUrl, 'lesson')
  await writer.connected()
  writer.text.insert(0, 'x'.repeat(4 * 1024 * 1024))
  const asker = await countingClient(wsUrl, 'lesson')
  // One client that the document does not know: the answer is the whole document.
  const ask = () => asker.send(SYNC.step1, Uint8Array.of(1, 200, 1, 5))
  const answered = (count: number, withinMs?: number) =>
    until(() => asker.answers() >= count, `answer ${count}`, withinMs)
  await until(() => asker.doc.getText('text').length > 0)
  let hasAnswer = true
  // Time stands still for the relay: what is given at once is all that there is.
  for (let count = asker.answers() + 1; hasAnswer && count < 100; count++) {
    ask()
    hasAnswer = await answered(count, 2_000).catch(() => false)
  }
  expect(asker.answers()).toBeGreaterThan(40)
  expect(asker.answers()).toBeLessThan(60)
  for (let count = asker.answers() + 1; count < 65; count++) {
    time.advance(2_000)
    await answered(count)
    ask()
  }
})

test('[DO6] a newcomer to a large document gets the parts that were made a moment ago, and what has changed since', async () => {
  const { wsUrl } = await startRelay()
  const writer = clientRoom(wsUrl, 'lesson')
  await writer.connected()
  writer.text.insert(0, 'x'.repeat(1024 * 1024))
  for (const word of ['one', 'two', 'three']) {
    writer.text.insert(0, word)
    const joiner = stockClient(wsUrl, 'lesson')
    await until(() => joiner.provider.synced && joiner.text.toString() === writer.text.toString(), word)
    writer.text.insert(0, '!')
    await until(() => joiner.text.toString() === writer.text.toString(), `${word}!`)
  }
})
