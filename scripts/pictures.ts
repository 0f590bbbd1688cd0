// Makes the pictures of the README from the classroom as it is built. By hand: `node scripts/pictures.ts [path of Chromium]`, with
// an emoji font and img2webp (Debian: fonts-noto-color-emoji, webp).
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinRoom, type Room } from 'homeroom'
import { createLog, createRelay } from 'homeroom/server'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const FOLDER = 'docs/pictures'
const FRAME_MS = 100
const FRAMES = 84
const MOST_BYTES = 600_000

/** People at desks, each with a page of their own. */
const SITTERS = { Reader: 3, Painter: 9, Writer: 5 } as const

type Sitter = keyof typeof SITTERS

/** People who walk, from place to place: as fractions of the floor. They come by the client library. */
const WALKS = {
  Ada: [
    [0.12, 0.42],
    [0.3, 0.42],
    [0.3, 0.68],
    [0.42, 0.68],
    [0.42, 0.93],
  ],
  Singer: [
    [0.4, 0.95],
    [0.6, 0.95],
    [0.6, 0.42],
    [0.5, 0.17],
  ],
  Guest: [
    [0.88, 0.9],
    [0.75, 0.68],
    [0.6, 0.68],
    [0.6, 0.9],
    [0.2, 0.92],
  ],
} as const

type Walker = keyof typeof WALKS

const enter = async (browser: Browser, url: string, name: string, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const page = await context.newPage()
  await page.goto(`${url}/?${new URLSearchParams({ room: 'lesson', name, autojoin: '1' })}`)
  await page.locator('.state').filter({ hasText: 'Connected' }).waitFor()
  return page
}

const sit = (page: Page, desk: number) => page.getByRole('button', { name: `Desk ${desk}, free` }).click()

const changeHand = (page: Page) => page.getByRole('button', { name: /^(Raise|Lower) hand/ }).click()

const react = (page: Page) => page.getByRole('button', { name: 'Thumbs up' }).click()

/** Where a walker is when this share of the walk is behind them: as long on each leg. */
const placeAt = (walk: readonly (readonly [number, number])[], share: number) => {
  const at = Math.min(share, 0.9999) * (walk.length - 1)
  const leg = Math.floor(at)
  const [from = [0, 0], to = [0, 0]] = [walk[leg], walk[leg + 1]]
  const [x = 0, y = 0] = from.map((start, axis) => start + ((to[axis] ?? start) - start) * (at - leg))
  return { x, y }
}

/** What happens in the moving picture, by the number of its frame. */
const actsOf = (
  sitters: Readonly<Record<Sitter, Page>>,
  walkers: Readonly<Record<Walker, Room>>,
): Readonly<Record<number, () => unknown>> => ({
  6: () => changeHand(sitters.Reader),
  16: () => walkers.Ada.self.set({ hand: true }),
  26: () => changeHand(sitters.Painter),
  38: () => react(sitters.Writer),
  40: () => react(sitters.Reader),
  42: () => react(sitters.Painter),
  56: () => changeHand(sitters.Reader),
  64: () => walkers.Ada.self.set({ hand: false }),
  72: () => changeHand(sitters.Painter),
})

const TEXT = ' 1/2 + 1/3 = 5/6'

const relay = createRelay({ page: 'dist/page', log: createLog('warn') })
const { url } = await relay.listen()
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const folder = mkdtempSync(join(tmpdir(), 'homeroom-pictures-'))
mkdirSync(FOLDER, { recursive: true })

const sitters = {} as Record<Sitter, Page>
for (const [name, desk] of Object.entries(SITTERS) as [Sitter, number][]) {
  sitters[name] = await enter(browser, url, name, { viewport: { width: 700, height: 520 } })
  await sit(sitters[name], desk)
}
const walkers = {} as Record<Walker, Room>
for (const name of Object.keys(WALKS) as Walker[])
  walkers[name] = joinRoom(url.replace('http', 'ws'), 'lesson', {
    presence: { name, ...placeAt(WALKS[name], 0) },
  })

const text = sitters.Writer.getByRole('textbox', { name: 'Shared text' })
await text.pressSequentially('Today: fractions.')
await changeHand(sitters.Painter)
walkers.Guest.self.set({ hand: true })
for (const colorScheme of ['light', 'dark'] as const) {
  const large = { viewport: { width: 1100, height: 720 }, deviceScaleFactor: 1.5, colorScheme }
  const page = await enter(browser, url, 'Teacher', large)
  // The news of people who came stand over the picture for some seconds.
  await page.waitForTimeout(8_000)
  await page.screenshot({ path: join(FOLDER, `classroom-${colorScheme}.png`) })
  await page.context().close()
}
await changeHand(sitters.Painter)
walkers.Guest.self.set({ hand: false })

const camera = await enter(browser, url, 'Teacher', { viewport: { width: 900, height: 620 } })
await camera.waitForTimeout(8_000)
const acts = actsOf(sitters, walkers)
const frames: string[] = []
for (let frame = 0; frame < FRAMES; frame += 1) {
  // There and back, so that the end of the picture is its beginning.
  const share = 1 - Math.abs(1 - (2 * frame) / FRAMES)
  for (const [name, { self }] of Object.entries(walkers) as [Walker, Room][])
    self.set(placeAt(WALKS[name], share))
  await acts[frame]?.()
  const letter = TEXT[frame - 44]
  if (letter !== undefined) await text.press(letter === ' ' ? 'Space' : letter)
  await camera.waitForTimeout(2 * FRAME_MS)
  frames.push(join(folder, `${String(frame).padStart(3, '0')}.png`))
  await camera.screenshot({ path: frames.at(-1) ?? '' })
}
const picture = join(FOLDER, 'classroom.webp')
execFileSync('img2webp', [
  '-loop',
  '0',
  '-d',
  `${FRAME_MS}`,
  '-lossy',
  '-q',
  '60',
  '-m',
  '6',
  ...frames,
  '-o',
  picture,
])

for (const room of Object.values(walkers)) room.leave()
await browser.close()
await relay.close()
rmSync(folder, { recursive: true })
const { size } = statSync(picture)
if (size > MOST_BYTES) throw new Error(`${picture} has ${size} bytes, and ${MOST_BYTES} are the most.`)
