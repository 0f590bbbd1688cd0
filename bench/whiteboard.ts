/**
 * A whiteboard of 2 000 elements on which three pages of Chromium and 30 bots draw for a minute: whether all are equal at the end,
 * how late a point of a stroke is on another screen, frames per second, what the relay costs; and how soon 5 000 elements are drawn.
 *
 * Run: npx node bench/whiteboard.ts; HOMEROOM_SECONDS says how long, 60 by default.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateNKeysBetween } from 'fractional-indexing'
import { chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { readElement } from '../client/excalidraw/element.ts'
import { Elements } from '../client/excalidraw/elements.ts'
import { joinRoom, type Room, systemEnvironment } from '../client/index.ts'
import { type RelayProcess, startRelay } from './relay-process.ts'
import { median, percentile } from './statistics.ts'
import { startBots } from './whiteboard/bots.ts'
import { cpuByKind, inPercent } from './whiteboard/cpu.ts'
import { hopsOf, inWords, notedBy, watchBoard, watchRoom, watchSocket } from './whiteboard/hops.ts'

const SECONDS = Number(process.env.HOMEROOM_SECONDS ?? 60)
const [PAGES, BOTS] = [3, 30]
const [ELEMENTS, LARGE] = [2_000, 5_000]
/** Between two strokes of a page, and between two points of one. */
const [STROKE_MS, POINT_MS] = [1_000, 16]

const environment = systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
const print = (line: string) => process.stdout.write(`${line}\n`)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The page of the tests, with the binding of this source. */
const servePage = async () => {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const outDir = await mkdtemp(join(tmpdir(), 'homeroom-whiteboard-'))
  const pages = path('../test/browser/pages')
  const alias = {
    'homeroom/excalidraw': `${pages}/board/watched.ts`,
    'homeroom/react': path('../client/react.tsx'),
  }
  const shared = { root: pages, base: './', configFile: false, logLevel: 'error' } as const
  const rolldownOptions = { input: `${pages}/board/index.html` }
  const options = { outDir, emptyOutDir: true, chunkSizeWarningLimit: 5_000, rolldownOptions }
  await build({ ...shared, resolve: { alias }, build: options })
  const server = await preview({ ...shared, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  const close = async () => {
    await server.close()
    await rm(outDir, { recursive: true })
  }
  return { url: `${server.resolvedUrls?.local[0]}board/`, close }
}

const fill = (room: Room, count: number): Elements => {
  const indexes = generateNKeysBetween(null, null, count)
  const elements = new Elements({ doc: room.doc, name: 'elements', mayWrite: () => true })
  const made = Array.from({ length: count }, (_, at) => {
    const points = Array.from({ length: 30 }, (_, step) => [step * 3, Math.sin(step / 3 + at) * 20])
    const element = readElement(`made-${at}`, {
      ...{ type: 'freedraw', x: (at % 60) * 40, y: Math.floor(at / 60) * 40, width: 90, height: 40, points },
      ...{ version: 1, versionNonce: 1, updated: Date.now(), index: indexes[at] },
    })
    return element ?? []
  }).flat()
  elements.put(made)
  return elements
}

/** Draws strokes until `endMs`. A mouse waits for no page, so a move is not awaited before the next one. */
const draw = async (page: Page, endMs: number): Promise<void> => {
  await page.evaluate(`api.setActiveTool({ type: 'freedraw', locked: true })`)
  const devtools = await page.context().newCDPSession(page)
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number) =>
    devtools.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 })
  while (Date.now() < endMs) {
    const [x, y] = [200 + Math.random() * 500, 150 + Math.random() * 300]
    const sent = [mouse('mousePressed', x, y)]
    for (let step = 1; step <= 40; step++) {
      sent.push(mouse('mouseMoved', x + step * 4, y + Math.sin(step / 4) * 40))
      await pause(POINT_MS)
    }
    sent.push(mouse('mouseReleased', x + 160, y + Math.sin(10) * 40))
    await Promise.all(sent)
    await pause(STROKE_MS)
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const open = async (url: string, wsUrl: string, room: string, elements: number): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width: 1000, height: 700 } })).newPage()
  await watchSocket(page)
  await page.goto(`${url}?${new URLSearchParams({ server: wsUrl, room, name: 'Ada' })}`)
  await page.waitForFunction(`typeof api !== 'undefined' && api.getSceneElements().length >= ${elements}`)
  return page
}

const drawTogether = async (url: string, relay: RelayProcess): Promise<void> => {
  const wsUrl = `ws://127.0.0.1:${relay.port}`
  const room = joinRoom(wsUrl, 'board', { environment })
  const elements = fill(room, ELEMENTS)
  const pages = []
  for (let page = 0; page < PAGES; page++) pages.push(await open(url, wsUrl, 'board', ELEMENTS))
  const bots = startBots(wsUrl, BOTS)
  await pause(BOTS * 60)
  for (const page of pages) await watchBoard(page)
  const heard = watchRoom(room)
  const spent = cpuByKind(bots)
  const cpu = relay.cpuSeconds
  const startMs = Date.now()
  await Promise.all(pages.map((page) => draw(page, startMs + SECONDS * 1_000)))
  const seconds = (Date.now() - startMs) / 1_000
  print(
    `relay: ${((100 * (relay.cpuSeconds - cpu)) / seconds).toFixed(1)} % of a core, ${PAGES} pages, ${BOTS} bots`,
  )
  print(`processor time, % of a core: ${inPercent(spent(), seconds)}`)
  const noted = await Promise.all(pages.map(notedBy))
  heard.stop()
  bots.disconnect()
  await once(bots, 'exit')
  const hops = hopsOf(noted, heard.came)
  const [middle, late] = [median(hops.whole), percentile(hops.whole, 0.95)]
  print(
    `a point on another screen: median ${middle.toFixed(0)} ms, p95 ${late.toFixed(0)} ms, of ${hops.whole.length}`,
  )
  print(inWords(hops))
  print(`frames a second: ${noted.map(({ gaps }) => (gaps.length / seconds).toFixed(0)).join(', ')}`)
  await pause(3_000)
  const scenes = await Promise.all(
    pages.map((page) => page.evaluate<string>('JSON.stringify(api.getSceneElementsIncludingDeleted())')),
  )
  const own = JSON.stringify(await pages[0]?.evaluate('binding.elements.get()'))
  const isEqual = scenes.every((scene) => scene === scenes[0]) && own === scenes[0]
  const isSame = JSON.stringify(elements.all()) === own
  print(`equal at the end: ${isEqual && isSame}, ${elements.all().length} elements`)
  print(`the document: ${Y.encodeStateAsUpdate(room.doc).length} bytes`)
  for (const page of pages) await page.context().close()
  room.leave()
}

const openLarge = async (url: string, relay: RelayProcess): Promise<void> => {
  const wsUrl = `ws://127.0.0.1:${relay.port}`
  const room = joinRoom(wsUrl, 'large', { environment })
  fill(room, LARGE)
  while (room.saved.get().state === 'local') await pause(100)
  const page = await open(url, wsUrl, 'large', LARGE)
  await page.reload()
  await page.waitForFunction(`typeof api !== 'undefined' && api.getSceneElements().length >= ${LARGE}`)
  const drawn =
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame((now) => done(now))))'
  print(`${LARGE} elements drawn after a reload: ${Number(await page.evaluate(drawn)).toFixed(0)} ms`)
  await page.context().close()
  room.leave()
}

const relay = await startRelay('homeroom.ts')
const { url, close } = await servePage()
await drawTogether(url, relay)
await openLarge(url, relay)
await browser.close()
await close()
await relay.stop()
