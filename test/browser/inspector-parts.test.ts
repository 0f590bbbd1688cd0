import { hostname } from 'node:os'
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { memoryStore, systemClock } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { launchBrowser } from '../support/browser.ts'
import { rawClient } from '../support/raw-client.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { WEBHOOK_SECRET, webhookReceiver } from '../support/webhook-receiver.ts'
import { violations } from './axe.ts'
import { sidewaysScroll } from './classroom.ts'
import { signIn, visitor } from './inspector.ts'

const DAY_MS = 24 * 3_600_000

const page = inject('inspector')
const visit = visitor(await launchBrowser())

const part = (tab: Page, name: string) => tab.getByRole('region', { name, exact: true })

const status = (tab: Page, text: string) => tab.getByRole('status').filter({ hasText: text })

/** Each fact of an element, by its name. */
const factsOf = async (item: ReturnType<Page['locator']>): Promise<Record<string, string>> =>
  Object.fromEntries(
    await item
      .locator('.fact')
      .evaluateAll((facts) => facts.map((fact) => [...fact.children].map((child) => child.textContent))),
  )

/** A relay with a dead letter: the receiver took a day to fail at it. */
const withDeadLetter = async () => {
  const receiver = await webhookReceiver()
  let aheadMs = 0
  receiver.answerBy(() => {
    aheadMs = DAY_MS
    return 500
  })
  const relay = await startRelay({
    ...ORDERED,
    page,
    clock: { ...systemClock, wallMs: () => Date.now() + aheadMs },
    attendance: 30,
    hooks: {
      onJoin: () => undefined,
      onLoad({ room }) {
        if (room === 'broken') throw new Error('The database is away.')
      },
    },
    webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET, events: ['room.opened'] }],
  })
  const api = apiClient(relay.url, SECRET)
  const look = async () => (await api.get('/webhooks')).json.webhooks[0]
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  await until(async () => (await look()).dead > 0)
  aheadMs = 0
  receiver.answerBy(() => 204)
  return { receiver, relay, api, look }
}

test('[HT11][HT18] the hooks that are set are shown, with how their calls ended', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const relay = await startRelay({
    page,
    secrets: [SECRET],
    hooks: { onJoin: () => undefined, onUpdate: () => held, onStore: () => held },
  })
  const tab = await visit(relay)
  await signIn(tab, SECRET)
  const hooks = part(tab, 'Hooks')
  await hooks.getByText('0 events waiting').waitFor()
  await apiClient(relay.url, SECRET).patch('/rooms/lesson/document', textUpdate('Hello'))
  await hooks.getByText('1 event waiting').waitFor()
  await hooks.getByText('1 room behind').waitFor()
  await rawClient(relay.wsUrl, 'lesson', { token: await token() })
  const onJoin = hooks.getByRole('listitem').filter({ hasText: 'onJoin' })
  await until(async () => (await factsOf(onJoin)).done === '1')
  expect(await hooks.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
    'onJoin',
    'onUpdate',
    'onStore',
  ])
  letGo()
  await hooks.getByText('0 events waiting').waitFor()
})

test('[HT11][HT19] a webhook is shown with its dead letters, and all that waits is sent again', async () => {
  const { relay, receiver, look } = await withDeadLetter()
  const tab = await visit(relay)
  await signIn(tab, SECRET)
  const webhooks = part(tab, 'Webhooks')
  const webhook = webhooks.getByRole('listitem').filter({ hasText: receiver.url })
  await webhook.getByText('failing').waitFor()
  expect(await factsOf(webhook)).toMatchObject({ 'Dead letters': '1' })
  expect((await factsOf(webhook))['Last failure']).toContain('status 500')
  await webhook.getByText('Dead letters', { exact: true }).last().press('Enter')
  await webhook.getByRole('listitem').getByText('room.opened').waitFor()
  await webhook.getByRole('link', { name: 'lesson' }).waitFor()
  await webhooks.getByRole('button', { name: 'Send again' }).press('Enter')
  await status(tab, '1 event sent again.').waitFor()
  await until(async () => (await look()).dead === 0)
  await webhook.getByText('working').waitFor()
  await webhooks.getByRole('button', { name: 'Send again' }).press('Enter')
  await status(tab, 'Nothing waits.').waitFor()
})

test('[HT11] that the relay does not answer is said once, for all parts', async () => {
  const tab = await visit(await startRelay({ page }))
  await tab.getByText('This relay has no hooks.').waitFor()
  const failed = ['hooks', 'webhooks'].map((path) =>
    tab.waitForEvent('requestfailed', (request) => request.url().endsWith(path)),
  )
  await tab.context().setOffline(true)
  await Promise.all(failed)
  await status(tab, 'The relay does not answer.').waitFor()
  await tab.getByText('This relay has no webhooks.').waitFor()
})

test('[HT11] a relay without hooks and webhooks says so', async () => {
  const tab = await visit(await startRelay({ page }))
  await tab.getByText('This relay has no hooks.').waitFor()
  await tab.getByText('This relay has no webhooks.').waitFor()
  expect(await tab.getByRole('button', { name: 'Send again' }).count()).toBe(0)
})

test('[HT11][VE1][VE2] a version is made, restored after a question, and deleted, by keys alone', async () => {
  const relay = await startRelay({ page, secrets: [SECRET] })
  const api = apiClient(relay.url, SECRET)
  await api.put('/rooms/lesson/document', textUpdate('Hello'))
  const tab = await visit(relay, {}, '#room/lesson')
  await signIn(tab, await token({ sub: 'teacher', role: 'host' }), 'lesson')
  const versions = part(tab, 'Versions')
  await versions.getByText('There is no version yet.').waitFor()
  await versions.getByRole('textbox').fill('Before the exam')
  await versions.getByRole('textbox').press('Enter')
  await status(tab, 'The version is made.').waitFor()
  await until(async () => (await versions.getByRole('textbox').inputValue()) === '')
  await versions.getByText(/made by hand by teacher · \d+ B/).waitFor()
  await api.put('/rooms/lesson/document', textUpdate('Other'))
  await versions.getByRole('button', { name: 'Restore Before the exam' }).press('Enter')
  const ask = tab.getByRole('dialog', { name: 'Restore Before the exam?' })
  await ask.getByRole('button', { name: 'Cancel' }).press('Enter')
  const text = async () =>
    (await api.get('/rooms/lesson/document', { headers: { accept: 'application/json' } })).json.roots.text
      .value
  expect(await text()).toBe('Other')
  await versions.getByRole('button', { name: 'Restore Before the exam' }).press('Enter')
  await ask.getByRole('button', { name: 'Restore', exact: true }).press('Enter')
  await status(tab, 'Restored: Before the exam.').waitFor()
  expect(await text()).toBe('Hello')
  await versions.getByText(/made before a restore by teacher/).waitFor()
  await versions.getByRole('button', { name: 'Restore Before the exam' }).press('Enter')
  await ask.getByRole('button', { name: 'Restore', exact: true }).press('Enter')
  await status(tab, 'The room has that content already.').waitFor()
  await versions.getByRole('button', { name: 'Delete Before the exam' }).press('Enter')
  await tab.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  await status(tab, 'Deleted: Before the exam.').waitFor()
  await versions.getByRole('heading', { name: 'Before the exam' }).waitFor({ state: 'detached' })
  // Its button is gone, and the focus is not lost with it.
  await until(() => tab.evaluate(() => document.activeElement?.id === 'versions'))
})

test('[HT11][HT20] attendance of today is shown where it is on', async () => {
  const relay = await startRelay({ page, secrets: [SECRET], attendance: 30 })
  const client = await rawClient(relay.wsUrl, 'lesson', { token: await token({ sub: 'ada', name: 'Ada' }) })
  client.ws.close()
  const tab = await visit(relay, {}, '#room/lesson')
  await signIn(tab, SECRET, 'lesson')
  const row = part(tab, 'Here today').getByRole('row').filter({ hasText: 'Ada' })
  await row.getByRole('rowheader', { name: 'Ada member' }).waitFor()
  expect((await row.getByRole('cell').allTextContents()).at(-1)).toBe('0')
})

test('[HT11] a room of a relay without versions and attendance shows neither', async () => {
  const { keep: _, kept: __, keptBodies: ___, ...store } = memoryStore()
  const relay = await startRelay({ page, store })
  const tab = await visit(relay)
  const asked = ['versions', 'attendance'].map((path) =>
    tab.waitForResponse((answer) => answer.url().includes(path) && answer.status() === 404),
  )
  await tab.goto(`${relay.url}/inspect#room/lesson`)
  await Promise.all(asked)
  await part(tab, 'Left').waitFor()
  await part(tab, 'Versions').waitFor({ state: 'detached' })
  await part(tab, 'Here today').waitFor({ state: 'detached' })
})

for (const [colorScheme, width] of [
  ['light', 1200],
  ['dark', 390],
] as const) {
  test(`[HT11][NB9] the rooms of all relays are listed, a relay that is silent is named, in ${colorScheme}, ${width} pixels wide`, async () => {
    const { bus, relays, join } = await relayCluster({ page, heal: false })
    const [ada, ben] = [await join(1, 'ada', 'host'), await join(2, 'ben')]
    await ada.waitFor('ben')
    await ben.waitFor('ada')
    const [first, second, third] = relays.map(({ url }) => `${hostname()}:${new URL(url).port}`)
    const tab = await visit(relays[0] as RunningRelay, { colorScheme, viewport: { width, height: 800 } })
    await signIn(tab, SECRET)
    await tab.getByRole('link', { name: /lesson.*on 2 relays.*2 connections.*2 people/ }).waitFor()
    const relay = (name: string | undefined) =>
      part(tab, 'Relays').getByRole('listitem').filter({ hasText: name })
    await relay(first).getByText('answers this page').waitFor()
    await until(async () => (await factsOf(relay(second))).Connections === '1')
    const look = async () => {
      expect(await violations(tab)).toEqual([])
      expect(await sidewaysScroll(tab)).toBe(0)
    }
    await look()
    await tab.getByRole('link', { name: /lesson/ }).click()
    const there = tab.locator('.connection').filter({ hasText: 'ben' })
    await until(async () => (await factsOf(there)).Relay === third)
    await look()
    bus.mute('a', 'c')
    await part(tab, 'Connections').getByText('1 relay did not answer').waitFor()
    await look()
    await tab.goBack()
    await part(tab, 'Relays').getByText('Did not answer').waitFor()
    await look()
  })
}

for (const width of [360, 1200]) {
  test(`[HT11] axe finds nothing wrong with hooks, webhooks and versions, ${width} pixels wide`, async () => {
    const { relay, api } = await withDeadLetter()
    const name = 'A name of a version that is as long as the one who wrote it wanted it to be, and longer'
    await api.post('/rooms/lesson/versions', { name })
    await api.post('/rooms/lesson/versions', { name: null })
    await rawClient(relay.wsUrl, 'lesson')
    await api.get('/rooms/broken/document')
    const tab = await visit(relay, { viewport: { width, height: 800 } })
    await signIn(tab, SECRET)
    const look = async () => {
      expect(await violations(tab)).toEqual([])
      expect(await sidewaysScroll(tab)).toBe(0)
    }
    await part(tab, 'Webhooks').getByText('Dead letters', { exact: true }).last().click()
    await part(tab, 'Hooks').getByText('onJoin').waitFor()
    await look()
    await tab.goto(`${relay.url}/inspect#room/lesson`)
    await tab.getByRole('button', { name: `Restore ${name}` }).waitFor()
    await part(tab, 'Here today').waitFor()
    await look()
    await tab.getByRole('button', { name: `Restore ${name}` }).click()
    await tab.getByRole('dialog').waitFor()
    await look()
  })
}
