import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { standing, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

test('network: without its relay the room says so and goes on; afterwards everyone agrees', async () => {
  const file = tempFile()
  const relay = await startRelay({ page: classroom.folder, store: sqliteStore(file) })
  const ada = await classroom.join('cut', 'Ada', { relay })
  const ben = await classroom.join('cut', 'Pupil', { relay })
  await ben.hand.click()
  await ada.queue.filter({ hasText: 'Pupil' }).waitFor()
  await ada.desk('Desk 9, free').click()
  await ben.desk('Desk 9, Ada').waitFor()
  const before = await standing(ada.page)
  await relay.close()
  for (const each of [ada, ben]) {
    await each.state('Offline').waitFor()
    await each.page.getByRole('status').filter({ hasText: 'kept here' }).waitFor()
  }
  // The line that says so moves nothing that a hand is about to press.
  expect(await standing(ada.page)).toEqual(before)
  await ada.person('Pupil').getByText('reconnecting').waitFor()
  await ada.hand.click()
  expect(await ada.hand.getAttribute('aria-pressed')).toBe('true')
  await ada.desk('Desk 9, kept for you').waitFor()
  await ada.desk('Desk 8, free').click()
  await ada.toast('Without a connection nobody can sit down.').waitFor()
  await ada.say('written meanwhile')
  await ada.messages.getByText('written meanwhile').waitFor()
  // Nothing keeps a message that waits, and the light says so.
  await ada.saved.filter({ hasText: 'Not saved' }).waitFor()

  await startRelay({
    page: classroom.folder,
    store: sqliteStore(file),
    port: Number(new URL(relay.url).port),
  })
  for (const each of [ada, ben]) await each.state('Connected').waitFor()
  await ada.saved.filter({ hasText: /^Saved$/ }).waitFor()
  await ben.messages.getByText('written meanwhile').waitFor()
  await ben.desk('Desk 9, Ada, hand raised').waitFor()
  await until(async () => (await ben.queue.count()) === 2, 'both hands are up')
  await until(
    async () => JSON.stringify(await ada.queueNames()) === JSON.stringify(await ben.queueNames()),
    'both see the same order',
  )
  // A cut is no leave and no join.
  expect(await ben.toast(/Ada (left|joined)/).count()).toBe(0)
})

test('network: somebody who only watches is told of no work that would be kept', async () => {
  const relay = await startRelay({ page: classroom.folder, secrets: [SECRET], anonymous: 'view' })
  const guest = await classroom.join('watched', 'Guest', { relay })
  await relay.close()
  await guest.state('Offline').waitFor()
  await guest.page.getByRole('status').filter({ hasText: 'What you see may be old' }).waitFor()
  expect(await guest.page.getByText('kept here').count()).toBe(0)
})

test('network: a relay that falls silent is noticed', async () => {
  const page = await classroom.newPage()
  let isSilent = false
  await page.routeWebSocket(/silent/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (!isSilent) server.send(message)
    })
    server.onMessage((message) => {
      if (!isSilent) socket.send(message)
    })
  })
  await page.goto(`${classroom.relay.url}/?room=silent&name=Ada&autojoin=1`)
  await page.locator('.state', { hasText: 'Connected' }).waitFor()
  isSilent = true
  await page.locator('.state', { hasText: 'Offline' }).waitFor({ timeout: 15_000 })
})
