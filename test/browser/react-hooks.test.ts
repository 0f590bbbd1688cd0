import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { buildEditorPages } from './build-page.ts'

const browser = await launchBrowser()
const pages = await serveFolder(await buildEditorPages(['react-hooks']))
const pagesOf18 = await serveFolder(
  await buildEditorPages(['react-hooks'], { react: 'react-18', 'react-dom': 'react-dom-18' }),
)

/** What the versions of React do each in their own way is tried with both. */
const REACTS = [['19'], ['18']]

const open = async (
  server: string,
  { react = '19', ...more }: Record<string, string> = {},
  options?: BrowserContextOptions,
) => {
  const page = await browser.newPerson(options)
  failOnPageErrors(page)
  let sockets = 0
  page.on('websocket', () => {
    sockets += 1
  })
  await page.goto(
    `${react === '18' ? pagesOf18 : pages}/react-hooks/?${new URLSearchParams({ server, name: 'Ada', ...more })}`,
  )
  const text = (id: string) => page.locator(`#${id}`).textContent()
  const shows = (id: string, expected: string) =>
    until(async () => (await text(id)) === expected, `#${id} is ${expected}`)
  const renders = async (id: string) => Number(await text(`${id}-renders`))
  const press = (name: string) => page.getByRole('button', { name }).click()
  const drawn = () => page.evaluate<number[]>('drawn')
  return { page, text, shows, renders, press, drawn, sockets: () => sockets }
}

/** Moves somebody, and waits until the page shows each of the places: none of them is missed. */
const walk = async (
  mover: ReturnType<typeof clientRoom>,
  { shows }: Awaited<ReturnType<typeof open>>,
  places: readonly number[],
) => {
  for (const x of places) {
    mover.self.set({ x, y: 0 })
    await shows('everything', String(x))
  }
}

const PLACES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

test.each(REACTS)(
  'X64 a list of names, and what is selected of people, renders nothing while somebody moves (React %s)',
  async (react) => {
    const { wsUrl } = await startRelay()
    const mover = clientRoom(wsUrl, 'first', { presence: { name: 'mover', x: 0, y: 0 }, throttleMs: 0 })
    clientRoom(wsUrl, 'first', { presence: { name: 'other', x: 5, y: 0 } })
    const ada = await open(wsUrl, { mode: 'given', react })
    await ada.shows('names', 'Ada,mover,other')
    expect(await ada.page.evaluate('reactVersion')).toMatch(new RegExp(`^${react}\\.`))
    await ada.shows('other', '5')
    await ada.shows('stage', '2')
    const still = ['names', 'inline', 'in-sight', 'other', 'name', 'stage']
    const counts = () => Promise.all(still.map(ada.renders))
    const before = await counts()
    const everything = await ada.renders('everything')
    const person = await ada.renders('mover')
    await walk(mover, ada, PLACES)
    expect(await counts()).toEqual(before)
    expect(await ada.renders('everything')).toBe(everything + PLACES.length)
    expect(await ada.renders('mover')).toBe(person + PLACES.length)
    // What is selected of own presence, too.
    await ada.press('Move')
    await ada.shows('stage', '3')
    expect(await ada.renders('name')).toBe(before[still.indexOf('name')])
    clientRoom(wsUrl, 'first', { presence: { name: 'late' } })
    await ada.shows('names', 'Ada,late,mover,other')
    await ada.shows('inline', '3')
    await ada.shows('in-sight', '3')
    expect(await ada.renders('names')).toBe((before[0] ?? 0) + 1)
  },
)

test('[CM6] useClaims shows the holders of keys, and takes them', async () => {
  const { wsUrl } = await startRelay()
  const other = clientRoom(wsUrl, 'first', { presence: { name: 'other', x: 0, y: 0 }, throttleMs: 0 })
  const ada = await open(wsUrl, { strict: '' })
  await ada.shows('names', 'Ada,other')
  await ada.press('Take')
  await ada.shows('pen', 'pen mine')
  expect(await claimsOf(other.room).take('pen')).toMatchObject({ ok: false, by: { name: 'Ada' } })
  await ada.press('Release')
  await ada.shows('pen', '')
  expect(await claimsOf(other.room).take('pen')).toEqual({ ok: true })
  await ada.shows('pen', 'pen other')
  await ada.press('Take')
  await ada.shows('refused', 'other')
})

test.each(REACTS)(
  'useSmooth draws between what is heard, and where somebody stands as soon as they are shown (React %s)',
  async (react) => {
    const { wsUrl } = await startRelay()
    const mover = clientRoom(wsUrl, 'first', { presence: { name: 'mover', x: 0, y: 0 }, throttleMs: 0 })
    const ada = await open(wsUrl, { react })
    await ada.shows('stage', '1')
    await walk(mover, ada, PLACES)
    const left = () =>
      ada.page.locator('.person').evaluateAll((nodes) => nodes.map(({ style }) => style.left))
    await until(async () => (await left())[0] === '0.8px')
    const drawn = await ada.drawn()
    expect(drawn.some((x) => x > 0 && !PLACES.includes(x))).toBe(true)
    // Nobody moves, and what is shown anew stands in its place.
    await ada.press('Hide')
    expect(await left()).toEqual([])
    await ada.press('Show')
    expect(await left()).toEqual(['0.8px'])
  },
)

test('useSmooth draws people where they are for those who asked for less motion', async () => {
  const { wsUrl } = await startRelay()
  const mover = clientRoom(wsUrl, 'first', { presence: { name: 'mover', x: 0, y: 0 }, throttleMs: 0 })
  const ada = await open(wsUrl, {}, { reducedMotion: 'reduce' })
  await ada.shows('stage', '1')
  await walk(mover, ada, PLACES)
  await until(async () => (await ada.drawn()).includes(0.8))
  const drawn = await ada.drawn()
  expect(drawn.filter((x) => x !== 0 && !PLACES.includes(x))).toEqual([])
})

test('usePeopleEvents calls the latest listener, useNotice shows what was refused', async () => {
  const { wsUrl } = await startRelay()
  const ada = await open(wsUrl)
  await ada.shows('status', 'connected')
  await ada.shows('names', 'Ada')
  const other = clientRoom(wsUrl, 'first', { presence: { name: 'other' } })
  await ada.shows('events', 'joined other ')
  other.room.leave()
  await ada.shows('events', 'joined other left other ')
  await ada.shows('notice', 'none')
  await ada.press('Ring')
  await ada.shows('notice', 'too-many-signals')
})

test('a room that was joined outside is used, and not left', async () => {
  const { wsUrl } = await startRelay()
  const watcher = clientRoom(wsUrl, 'first', { presence: { name: 'watcher' } })
  const ada = await open(wsUrl, { mode: 'given' })
  await ada.shows('names', 'Ada,watcher')
  await ada.press('Unmount')
  await until(async () => (await ada.page.locator('#names').count()) === 0)
  await ada.press('Rename')
  await watcher.waitFor('still here')
  expect(ada.sockets()).toBe(1)
})

test.each([
  ['', {}],
  [' under StrictMode', { strict: '' }],
  [' under StrictMode of React 18', { strict: '', react: '18' }],
])(
  'what a server has rendered is taken over, and nothing holds on to the empty room%s',
  async (_, strict) => {
    const { wsUrl } = await startRelay()
    const watcher = clientRoom(wsUrl, 'first', { presence: { name: 'watcher' } })
    const ada = await open(wsUrl, { mode: 'takeover', ...strict })
    const rendered = (await ada.text('server')) ?? ''
    expect(rendered).toContain('<output id="name">Ada</output>')
    expect(rendered).toContain('<output id="names"></output>')
    expect(rendered).toContain('<output id="status">connecting</output>')
    await ada.shows('names', 'Ada,watcher')
    await ada.press('Write')
    await until(() => watcher.text.toString() === 'x')
    expect(await ada.text('recovered')).toBe('')
    expect(ada.sockets()).toBe(1)
  },
)

test.each<Record<string, string>>([
  { mode: 'join' },
  { mode: 'join', strict: '' },
  { mode: 'takeover' },
  { mode: 'takeover', strict: '' },
  { mode: 'takeover', strict: '', react: '18' },
])('useSuspenseRoom waits until the document has come (%o)', async (more) => {
  const { wsUrl } = await startRelay()
  const writer = clientRoom(wsUrl, 'first')
  await writer.connected()
  writer.text.insert(0, 'here')
  await until(() => writer.room.saved.get().state !== 'local')
  const ada = await open(wsUrl, { ...more, suspense: '' })
  await ada.shows('text', 'here')
  expect(await ada.text('first')).toBe('connected')
  expect(ada.sockets()).toBe(1)
})

test('useSuspenseRoom shows its fallback until the first try has ended, and does not wait for another', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  onTestCleanup(() => silent.close())
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const ada = await open(`ws://127.0.0.1:${port}`, { suspense: '' })
  await ada.shows('waiting', 'waiting')
  await until(() => sockets.length > 0)
  for (const socket of sockets) socket.destroy()
  await ada.shows('first', 'disconnected')
})

test('useSuspenseRoom throws to the error boundary where the relay lets nobody in', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'off' })
  const ada = await open(wsUrl, { suspense: '' })
  await until(async () => (await ada.page.locator('#error').count()) === 1, 'the boundary shows an error')
  expect(await ada.text('error')).toContain('The room cannot be joined: ')
})
