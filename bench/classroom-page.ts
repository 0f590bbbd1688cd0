/**
 * What the classroom's page takes in rooms of more and more people who move: time of its thread, memory, frames. In each room one in
 * twenty moves ten times a second, then everyone as often as the relay asks for; more than 200 people are a crowd. A third window says
 * what the page takes while nobody moves. 45 s for a room.
 *
 * Run: npm run build && node bench/classroom-page.ts [--people 30,200,1000,5000] [--seconds 10]
 */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { CONTENDERS } from './contenders.ts'
import { countIn, readFlags } from './flags.ts'
import { Crowd } from './load/crowd.ts'
import { startPace } from './load/pace.ts'
import { startRelay } from './relay-process.ts'
import { rateOf } from './scenarios/crowd.ts'
import { percentile } from './statistics.ts'

const [LISTENERS, LECTURE_HZ] = [20, 10]

/** People who take turns have been seen by then, and the page's code is compiled. */
const WARM_UP_MS = 5_000

const MIB = 2 ** 20

const flags = readFlags(import.meta.url, { people: { type: 'string' }, seconds: { type: 'string' } })
const sizes = (flags.people ?? '30,200,1000,5000').split(',').map((text) => countIn('people', text))
const seconds = countIn('seconds', flags.seconds ?? '10')

const folder = fileURLToPath(new URL('../dist/page', import.meta.url))
if (!existsSync(`${folder}/index.html`)) throw new Error('There is no built page: npm run build')

const contender = CONTENDERS.find(({ name }) => name === 'homeroom-v1')
if (contender === undefined) throw new Error('There is no homeroom-v1 among the contenders.')

/** The times between animation frames, in ms. */
const frameGaps = (page: Page): Promise<number[]> =>
  page.evaluate(
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
    seconds * 1000,
  )

const metricsOf = async (cdp: CDPSession): Promise<ReadonlyMap<string, number>> => {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return new Map(metrics.map(({ name, value }) => [name, value]))
}

const measurePage = async (page: Page, cdp: CDPSession): Promise<string> => {
  await sleep(WARM_UP_MS)
  const before = await metricsOf(cdp)
  const gaps = await frameGaps(page)
  const after = await metricsOf(cdp)
  const spent = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
  const percent = (name: string) => ((100 * spent(name)) / spent('Timestamp')).toFixed(1)
  await cdp.send('HeapProfiler.collectGarbage')
  const heap = (await metricsOf(cdp)).get('JSHeapUsedSize') ?? 0
  const fps = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)
  return (
    `thread ${percent('TaskDuration')} % (script ${percent('ScriptDuration')}, style ${percent('RecalcStyleDuration')}, ` +
    `layout ${percent('LayoutDuration')}); heap ${(heap / MIB).toFixed(1)} MiB; ${fps.toFixed(1)} frames/s, ` +
    `p99 between two ${percentile(gaps, 0.99)?.toFixed(0)} ms`
  )
}

const measureRoom = async (page: Page, cdp: CDPSession, size: number): Promise<void> => {
  const relay = await startRelay('homeroom-crowd.ts', [folder], contender.nodeFlags)
  const crowd = new Crowd({ port: relay.port, wire: contender.wire, rooms: 1, size, readers: 0 })
  // Each at a place of their own.
  for (const person of crowd.people) person.seq = person.index
  const print = (what: string, measured: string) =>
    process.stdout.write(`${size} people, ${what}: ${measured}\n`)
  try {
    await crowd.enter()
    await page.goto(`http://127.0.0.1:${relay.port}/?room=${crowd.rooms[0]?.name}&name=Ada&autojoin=1`)
    // A name may have no place on a full floor.
    await page.getByText('Pupil ').first().waitFor({ state: 'attached' })
    print('nobody moves', await measurePage(page, cdp))
    for (const [every, hz] of [
      [LISTENERS, LECTURE_HZ],
      [1, rateOf(size)],
    ] as const) {
      const movers = crowd.people.filter(({ index }) => index % every === 0)
      const pace = startPace(movers, hz, (person) => crowd.move(person))
      const measured = await measurePage(page, cdp)
      print(
        `${movers.length} move ${hz} times a second`,
        measured + crowd.notes.map((note) => `; ${note}`).join(''),
      )
      pace.stop()
    }
  } finally {
    crowd.leave()
    await relay.stop()
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
const cdp = await page.context().newCDPSession(page)
await cdp.send('Performance.enable')
for (const size of sizes) await measureRoom(page, cdp, size)
await browser.close()
process.exit()
