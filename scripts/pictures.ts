// Makes the pictures of the README from the classroom as it is built. By hand: `node scripts/pictures.ts`, with Chromium, an emoji
// font and img2webp (Debian: fonts-noto-color-emoji, webp).
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { createLog, createRelay } from '../server/index.ts'

const FOLDER = 'docs/pictures'
const FRAME_MS = 125
const FRAMES = 72
const MOST_BYTES = 600_000

/** People by what they do, each with a desk. */
const PEOPLE = { Ada: 7, Reader: 3, Painter: 9, Singer: 12, Writer: 5, Guest: 10 } as const

type Name = keyof typeof PEOPLE

const enter = async (browser: Browser, url: string, name: string, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const page = await context.newPage()
  await page.goto(`${url}/?${new URLSearchParams({ room: 'lesson', name, autojoin: '1' })}`)
  await page.locator('.state').filter({ hasText: 'Connected' }).waitFor()
  return page
}

const sit = (page: Page, desk: number) => page.getByRole('button', { name: `Desk ${desk}, free` }).click()

const walkTo = async (page: Page, x: number, y: number): Promise<void> => {
  const box = await page.getByRole('application', { name: 'Room' }).boundingBox()
  if (box !== null) await page.mouse.click(box.x + box.width * x, box.y + box.height * y)
}

const changeHand = (page: Page) => page.getByRole('button', { name: /^(Raise|Lower) hand/ }).click()

const react = (page: Page) => page.getByRole('button', { name: 'Thumbs up' }).click()

const write = (page: Page, text: string) =>
  page.getByRole('textbox', { name: 'Shared text' }).pressSequentially(text, { delay: 40 })

/** What happens in the moving picture, by the number of its frame. */
const scriptOf = (people: Readonly<Record<Name, Page>>): Readonly<Record<number, () => Promise<unknown>>> => ({
  2: () => walkTo(people.Ada, 0.45, 0.9),
  4: () => walkTo(people.Singer, 0.8, 0.3),
  8: () => changeHand(people.Reader),
  14: () => walkTo(people.Guest, 0.5, 0.2),
  18: () => changeHand(people.Painter),
  22: () => write(people.Writer, ' 1/2 + 1/3 = 5/6'),
  26: () => sit(people.Ada, 14),
  32: () => react(people.Painter),
  33: () => react(people.Reader),
  34: () => react(people.Writer),
  36: () => sit(people.Singer, 1),
  44: () => sit(people.Guest, 8),
  50: () => changeHand(people.Reader),
  58: () => changeHand(people.Painter),
})

/** Films a page; each act begins at its frame, and takes as long as it takes. */
const film = async (page: Page, folder: string, script: ReturnType<typeof scriptOf>): Promise<string[]> => {
  const acts: Promise<unknown>[] = []
  const files: string[] = []
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const act = script[frame]?.()
    if (act !== undefined) acts.push(act)
    const file = join(folder, `${String(frame).padStart(3, '0')}.png`)
    await Promise.all([page.screenshot({ path: file }), page.waitForTimeout(FRAME_MS)])
    files.push(file)
  }
  await Promise.all(acts)
  return files
}

const relay = createRelay({ page: 'dist/page', log: createLog('warn') })
const { url } = await relay.listen()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const frames = mkdtempSync(join(tmpdir(), 'homeroom-pictures-'))
mkdirSync(FOLDER, { recursive: true })

const small = { viewport: { width: 700, height: 520 } }
const people = {} as Record<Name, Page>
for (const [name, desk] of Object.entries(PEOPLE) as [Name, number][]) {
  people[name] = await enter(browser, url, name, small)
  await sit(people[name], desk)
}
await write(people.Writer, 'Today: fractions.')
await changeHand(people.Guest)
await changeHand(people.Ada)

for (const colorScheme of ['light', 'dark'] as const) {
  const large = { viewport: { width: 1100, height: 720 }, deviceScaleFactor: 1.5, colorScheme }
  const page = await enter(browser, url, 'Teacher', large)
  // The news of who came stands over the picture for some seconds.
  await page.waitForTimeout(8_000)
  await page.screenshot({ path: join(FOLDER, `classroom-${colorScheme}.png`) })
  await page.context().close()
}

await changeHand(people.Guest)
await changeHand(people.Ada)
const camera = await enter(browser, url, 'Teacher', { viewport: { width: 900, height: 620 } })
await camera.waitForTimeout(8_000)
const files = await film(camera, frames, scriptOf(people))
const picture = join(FOLDER, 'classroom.webp')
execFileSync('img2webp', ['-loop', '0', '-d', `${FRAME_MS}`, '-lossy', '-q', '60', '-m', '6', ...files, '-o', picture])

await browser.close()
await relay.close()
rmSync(frames, { recursive: true })
const { size } = statSync(picture)
if (size > MOST_BYTES) throw new Error(`${picture} has ${size} bytes, and ${MOST_BYTES} are the most.`)
