/**
 * Frames per second of the classroom's page while 30 people move at 20 Hz each.
 *
 * Run: npm run build && npx node bench/classroom-fps.ts
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { WebSocket } from 'ws'
import { joinRoom, systemEnvironment } from '../client/index.ts'
import { createRelay } from '../server/index.ts'

// Each provider of y-websocket listens for the exit of the process.
process.setMaxListeners(0)

const PEOPLE = 30
const MOVE_MS = 50
const SECONDS = 10

const page = fileURLToPath(new URL('../dist/page', import.meta.url))
if (!existsSync(`${page}/index.html`)) throw new Error('There is no built page: npm run build')

const relay = createRelay({ page })
const { url } = await relay.listen()
const environment = systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
const rooms = Array.from({ length: PEOPLE }, (_, i) =>
  joinRoom(url.replace('http', 'ws'), 'lesson', {
    environment,
    presence: { name: `pupil ${i}`, x: 0.5, y: 0.5 },
  }),
)
let turn = 0
const moving = setInterval(() => {
  turn += 1
  for (const [i, room] of rooms.entries()) {
    const angle = turn / 20 + i
    room.self.set({ x: 0.5 + 0.4 * Math.cos(angle), y: 0.5 + 0.4 * Math.sin(angle * 1.3) })
  }
}, MOVE_MS)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const tab = await browser.newPage()
await tab.goto(`${url}/?room=lesson&name=watcher&autojoin=1`)
await tab
  .getByText(`pupil ${PEOPLE - 1}`)
  .first()
  .waitFor()

/** The times between animation frames, in ms. */
const gaps = await tab.evaluate(
  (ms) =>
    new Promise<number[]>((resolve) => {
      const gaps: number[] = []
      const startMs = performance.now()
      let lastMs = startMs
      const step = (nowMs: number) => {
        gaps.push(nowMs - lastMs)
        lastMs = nowMs
        if (nowMs - startMs < ms) requestAnimationFrame(step)
        else resolve(gaps.slice(1))
      }
      requestAnimationFrame(step)
    }),
  SECONDS * 1000,
)

const sorted = gaps.toSorted((a, b) => a - b)
const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000
process.stdout.write(
  `${PEOPLE} people at ${1000 / MOVE_MS} Hz: ${(gaps.length / seconds).toFixed(1)} frames/s over ${seconds.toFixed(1)} s; ` +
    `time between frames: median ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, worst ${at(1).toFixed(1)} ms\n`,
)

await browser.close()
clearInterval(moving)
for (const room of rooms) room.leave()
await relay.close()
