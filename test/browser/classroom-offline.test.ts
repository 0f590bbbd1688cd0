import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { createLog, createRelay, sqliteStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const startStored = (file = tempFile(), port = 0) =>
  startRelay({ page: classroom.folder, store: sqliteStore(file), port })

const shows = ({ saved }: InRoom, word: string) =>
  until(async () => (await saved.textContent()) === word, `the light says ${word}`)

const isInstalled = ({ page }: InRoom) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')

test('[OF1] installed: the page opens without a network, in the room as it was, and brings back what is done there', async () => {
  const file = tempFile()
  const relay = await startStored(file)
  const ada = await classroom.join('trip', 'Ada', { relay, serviceWorkers: 'allow' })
  await ada.text.fill('Shared words')
  await ada.desk('Desk 4, free').click()
  await shows(ada, 'Saved')
  await until(() => isInstalled(ada), 'the worker is there')
  await relay.close()

  await ada.page.reload()
  await ada.state('Offline').waitFor()
  expect(await ada.text.inputValue()).toBe('Shared words')
  await ada.desk('Desk 4, kept for you').waitFor()
  await ada.text.fill('Shared words, written on the trip')
  const second = await ada.page.context().newPage()
  await second.goto(`${relay.url}/`)
  await second.getByRole('button', { name: 'Join' }).waitFor()
  await second.close()

  await startStored(file, Number(new URL(relay.url).port))
  await ada.state('Connected').waitFor()
  await shows(ada, 'Saved')
  const ben = await classroom.join('trip', 'Pupil', { relay })
  await until(async () => (await ben.text.inputValue()).includes('written on the trip'))
})

test('[HT4] a phone loads each file of the page once, also those that are kept for a time without a network', async () => {
  const relay = createRelay({ page: classroom.folder, log: createLog('silent') })
  onTestCleanup(() => relay.close())
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/assets/')) asked.push(request.url)
    relay.handle(request, response)
  })
  relay.upgrade(server)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestCleanup(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ada = await classroom.join('once', 'Ada', { relay: { url }, serviceWorkers: 'allow' })
  await until(() => isInstalled(ada), 'the worker is there')
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted())
})

test('installed: only the page is kept, without what it was asked for; the relay answers everything else', async () => {
  const relay = await startStored()
  const ada = await classroom.join('cached', 'Ada', { relay, serviceWorkers: 'allow' })
  await until(() => isInstalled(ada), 'the worker is there')
  const { page } = ada
  await page.evaluate(async () => {
    for (const path of ['metrics', 'healthz', 'api/rooms', 'cached', 'assets/none.js']) await fetch(path)
  })
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => url.slice(location.origin.length))
  })
  const built = readdirSync(classroom.folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((file) => file.isFile() && !/^sw\.js|\.(br|gz)$/.test(file.name))
    .map(({ parentPath, name }) =>
      `/${relative(classroom.folder, join(parentPath, name))}`.replace('index.html', ''),
    )
  expect(built).toEqual(expect.arrayContaining(kept))
  // All but what a whiteboard or a document alone needs: no phone of a class waits for that.
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  )
  const ofThePage = loaded.filter((path) => /^\/assets\/.+\.(css|js)$/.test(path) && !path.includes('none'))
  expect(kept).toEqual(expect.arrayContaining(ofThePage))
  expect(built.filter((path) => path.includes('/room-page-') && kept.includes(path))).toEqual([])
  await relay.close()
  expect(await page.evaluate(() => fetch('metrics').catch(() => 'no answer'))).toBe('no answer')
  const devtools = await page.context().newCDPSession(page)
  const { errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
})

test('installed: a new version of the page takes the place of the one before', async () => {
  const relay = await startStored()
  const ada = await classroom.join('version', 'Ada', { relay, serviceWorkers: 'allow' })
  await until(() => isInstalled(ada), 'the worker is there')
  // As a build of other sources would: the same worker with another list.
  await ada.page.evaluate(async () => {
    const old = await caches.open('homeroom-page-0000000000000000')
    await old.put('./old', new Response('old'))
    const other = await caches.open('of another application')
    await other.put('./other', new Response('other'))
    await (await navigator.serviceWorker.ready).unregister()
  })
  await ada.page.reload()
  await ada.state('Connected').waitFor()
  await until(async () => {
    const names = await ada.page.evaluate(() => caches.keys())
    return !names.includes('homeroom-page-0000000000000000') && names.includes('of another application')
  }, 'the old version is gone')
})

test('[SV4] [OF6] saved: the light says how far the own work has come, and the browser asks before it is lost', async () => {
  const file = tempFile()
  const relay = await startStored(file)
  const ada = await classroom.join('light', 'Ada', { relay })
  await ada.text.fill('first')
  await shows(ada, 'Saved')
  await ada.page.getByText('All that you did is saved by the server.').waitFor({ state: 'attached' })
  const memory = await classroom.join('light', 'Ada')
  await memory.text.fill('first')
  await shows(memory, 'Sent')

  await relay.close()
  await ada.state('Offline').waitFor()
  await ada.text.fill('first, second')
  await shows(ada, 'On this device')
  await startStored(file, Number(new URL(relay.url).port))
  await shows(ada, 'Saved')
})

test('[OF6] kept: a copy is kept on the device unless one says no, and then unsaved work is asked about', async () => {
  const file = tempFile()
  const relay = await startStored(file)
  const ada = await classroom.join('shared-machine', 'Ada', { relay })
  await ada.text.fill('first')
  await shows(ada, 'Saved')
  const copies = () =>
    ada.page.evaluate(async () =>
      (await indexedDB.databases()).flatMap(({ name = '' }) =>
        name.includes('shared-machine') ? [name] : [],
      ),
    )
  expect(await copies()).toHaveLength(1)
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  const keep = ada.page.getByRole('switch', { name: 'Keep a copy on this device' })
  expect(await keep.getAttribute('aria-checked')).toBe('true')
  await keep.click()
  await until(async () => (await copies()).length === 0, 'the copy is gone')
  expect(await ada.text.inputValue()).toBe('first')
  await ada.page.reload()
  await until(async () => (await ada.text.inputValue()) === 'first')
  expect(await copies()).toEqual([])

  await relay.close()
  await ada.state('Offline').waitFor()
  await ada.text.fill('first, second')
  await shows(ada, 'Not saved')
  const asked = ada.page.waitForEvent('dialog')
  await ada.page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  expect(await ada.saved.textContent()).toBe('Not saved')
})

test('[RO1] an attendee who opens the room without a network still does not write into the copy', async () => {
  const relay = await startRelay({ page: classroom.folder, secrets: [SECRET] })
  const pupil = await classroom.join('role', '', {
    relay,
    token: await token({ sub: 'pupil', name: 'Pupil', role: 'attendee' }),
    serviceWorkers: 'allow',
  })
  await until(() => isInstalled(pupil), 'the worker is there')
  await relay.close()
  await pupil.page.reload()
  await pupil.state('Offline').waitFor()
  expect(await pupil.text.isEditable()).toBe(false)
  await pupil.page.getByText('You take part: ').first().waitFor()
})
