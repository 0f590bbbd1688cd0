// Makes the pictures of the README from the classroom as it is built. By hand: `node scripts/pictures.ts [path of Chromium]`, with
// an emoji font and img2webp (Debian: fonts-noto-color-emoji, webp).
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinRoom, type Room } from 'homeroom'
import { chatOf } from 'homeroom/chat'
import { claimsOf } from 'homeroom/claims'
import { createLog, createRelay } from 'homeroom/server'
import { mintToken } from 'homeroom/token'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const FOLDER = 'docs/pictures'
const FRAME_MS = 100
const FRAMES = 84
const MOST_BYTES = 600_000

const ROOM = '7b'
const SECRET = 'a secret for pictures, of a relay that is gone'
const COLUMNS = 5

/** People at desks, which are counted from 1. They come by the client library. */
const DESKS = {
  Reader: 3,
  Painter: 9,
  Writer: 5,
  Singer: 1,
  Builder: 6,
  Gardener: 7,
  Sailor: 10,
  Baker: 12,
  Dancer: 14,
} as const

/** People who walk, from place to place: as fractions of the floor. */
const WALKS = {
  Ada: [
    [0.2, 0.3],
    [0.34, 0.42],
    [0.34, 0.68],
    [0.5, 0.93],
  ],
  Guest: [
    [0.88, 0.92],
    [0.66, 0.68],
    [0.66, 0.93],
    [0.2, 0.92],
  ],
} as const

type Name = keyof typeof DESKS | keyof typeof WALKS

type Walk = readonly (readonly [number, number])[]

/** A point of the floor or the board, each way from 0 to 1. */
type Point = Readonly<Record<'x' | 'y', number>>

const relay = createRelay({ page: 'dist/page', log: createLog('warn'), secrets: [SECRET] })
const { url } = await relay.listen()
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const folder = mkdtempSync(join(tmpdir(), 'homeroom-pictures-'))
mkdirSync(FOLDER, { recursive: true })

const tokenOf = (name: string, role: 'host' | 'attendee') =>
  mintToken(SECRET, { sub: name, name, role, rooms: [ROOM], ttlSeconds: 3_600 })

const openAsTeacher = async (options: BrowserContextOptions) => {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const page = await context.newPage()
  const token = await tokenOf('Teacher', 'host')
  await page.goto(`${url}/?${new URLSearchParams({ room: ROOM, token, autojoin: '1' })}`)
  await page.locator('.state').filter({ hasText: 'Connected' }).waitFor()
  return page
}

const enter = async (name: Name): Promise<Room> => {
  const token = await tokenOf(name, 'attendee')
  const room = joinRoom(url.replace('http', 'ws'), ROOM, { token, presence: { name } })
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = room.status.subscribe(({ state }) => state === 'connected' && resolve())
  if (room.status.get().state !== 'connected') await promise
  stop()
  return room
}

const sit = async (room: Room, desk: number) => {
  const place = `${Math.floor((desk - 1) / COLUMNS)}-${(desk - 1) % COLUMNS}`
  const taken = await claimsOf(room).take(`seat/${place}`)
  if (!taken.ok) throw new Error(taken.fault.message)
}

/** Where a walker is when this share of the walk is behind them: as long on each leg. */
const placeAt = (walk: Walk, share: number): Point => {
  const at = Math.min(share, 0.9999) * (walk.length - 1)
  const leg = Math.floor(at)
  const [from = [0, 0], to = [0, 0]] = [walk[leg], walk[leg + 1]]
  const [x = 0, y = 0] = from.map((start, axis) => start + ((to[axis] ?? start) - start) * (at - leg))
  return { x, y }
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Leads the mouse over the large board, from each point to the next. */
const lead = async (page: Page, points: readonly Point[]) => {
  const box = await page.locator('.stage-board').boundingBox()
  if (box === null) throw new Error('The board is not shown.')
  for (const { x, y } of points) await page.mouse.move(box.x + box.width * x, box.y + box.height * y)
}

const drawLine = async (page: Page, [first, ...others]: readonly Point[]) => {
  if (first === undefined) return
  await lead(page, [first])
  await page.mouse.down()
  await lead(page, others)
  await page.mouse.up()
}

/** At the free place that the board finds. */
const writeText = async (page: Page, text: string) => {
  await press(page, 'Thick')
  await page.getByRole('button', { name: 'Text', exact: true }).press('Enter')
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await press(page, 'Pen')
}

/** The radius of a cake, of the height of the board. */
const CAKE = 0.26
const ASPECT = 16 / 9
const STRIPES = 24

/** On the rim of a cake, so many turns from its top; or nearer to its middle. */
const onCake = (middle: Point, turns: number, share = 1): Point => ({
  x: middle.x + ((share * CAKE) / ASPECT) * Math.sin(turns * 2 * Math.PI),
  y: middle.y - share * CAKE * Math.cos(turns * 2 * Math.PI),
})

/** A cake in so many slices, of which one is yellow. */
const drawCake = async (page: Page, middle: Point, slices: number) => {
  await press(page, 'White')
  const rim = Array.from({ length: 2 * STRIPES + 1 }, (_, step) => onCake(middle, step / STRIPES / 2))
  await drawLine(page, rim)
  for (let slice = 0; slice < slices; slice++)
    await drawLine(page, [middle, onCake(middle, slice / slices, 0.5), onCake(middle, slice / slices)])
  await press(page, 'Yellow')
  for (let stripe = 1; stripe < STRIPES / slices; stripe++)
    await drawLine(page, [onCake(middle, stripe / STRIPES, 0.25), onCake(middle, stripe / STRIPES, 0.95)])
}

const CAKES: readonly (readonly [middle: Point, slices: number])[] = [
  [{ x: 0.2, y: 0.66 }, 2],
  [{ x: 0.5, y: 0.66 }, 3],
]

const MESSAGES: readonly (readonly [Name, string])[] = [
  ['Baker', 'Half of the first one.'],
  ['Writer', 'And a third of the second one.'],
  ['Reader', 'Together 5/6?'],
]

/** Around the answer, while the moving picture runs: a line that grows with each frame. */
const RING = { from: 20, frames: 44, middle: { x: 0.8, y: 0.66 } }

const drawRing = async (page: Page, frame: number) => {
  const step = frame - RING.from
  if (step < 0 || step > RING.frames) return
  await lead(page, [onCake(RING.middle, (1.05 * step) / RING.frames, 0.7)])
  if (step === 0) await page.mouse.down()
  if (step === RING.frames) await page.mouse.up()
}

/** What happens in the moving picture, by the number of its frame; at its end all is as it was. */
const actsOf = (
  people: Readonly<Record<Name, Room>>,
  teacher: Page,
): Readonly<Record<number, () => unknown>> => ({
  6: () => people.Reader.self.set({ hand: true }),
  16: () => people.Ada.self.set({ hand: true }),
  26: () => people.Painter.self.set({ hand: true }),
  38: () => people.Writer.reactions.send('👍'),
  40: () => people.Reader.reactions.send('👍'),
  42: () => people.Painter.reactions.send('🎉'),
  56: () => people.Reader.self.set({ hand: false }),
  64: () => people.Ada.self.set({ hand: false }),
  72: () => people.Painter.self.set({ hand: false }),
  80: () => press(teacher, 'Undo'),
})

/** The news of people who came stand over the picture for some seconds. */
const untilQuiet = (page: Page) => page.locator('.toast').first().waitFor({ state: 'detached' })

const people = {} as Record<Name, Room>
for (const [name, desk] of Object.entries(DESKS) as [Name, number][]) {
  people[name] = await enter(name)
  await sit(people[name], desk)
}
for (const [name, walk] of Object.entries(WALKS) as [Name, Walk][]) {
  people[name] = await enter(name)
  people[name].self.set(placeAt(walk, 0))
}

const large = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.3 }
const teacher = await openAsTeacher(large)
await press(teacher, 'Large chalkboard')
await writeText(teacher, '1/2 + 1/3 = ?')
for (const cake of CAKES) await drawCake(teacher, ...cake)
await press(teacher, 'Large chalkboard')
await teacher.getByRole('tab', { name: 'Chat' }).click()
await teacher.getByLabel('Message to everyone').fill('How much of each cake is yellow?')
await teacher.keyboard.press('Enter')
for (const [name, text] of MESSAGES) chatOf(people[name]).send(text)
for (const name of ['Painter', 'Guest'] as const) people[name].self.set({ hand: true })
await teacher.locator('.message').nth(MESSAGES.length).waitFor()
await teacher.locator('main').click({ position: { x: 2, y: 2 } })
await untilQuiet(teacher)
for (const colorScheme of ['light', 'dark'] as const) {
  await teacher.emulateMedia({ colorScheme })
  await teacher.screenshot({ path: join(FOLDER, `classroom-${colorScheme}.png`), animations: 'disabled' })
}
for (const name of ['Painter', 'Guest'] as const) people[name].self.set({ hand: false })

const camera = await openAsTeacher({ viewport: { width: 900, height: 620 } })
await press(teacher, 'Large chalkboard')
await press(teacher, 'Pen')
await untilQuiet(camera)
const acts = actsOf(people, teacher)
const frames: string[] = []
for (let frame = 0; frame < FRAMES; frame += 1) {
  // There and back, so that the end of the picture is its beginning.
  const share = 1 - Math.abs(1 - (2 * frame) / FRAMES)
  for (const [name, walk] of Object.entries(WALKS) as [Name, Walk][])
    people[name].self.set(placeAt(walk, share))
  await acts[frame]?.()
  await drawRing(teacher, frame)
  await camera.waitForTimeout(2 * FRAME_MS)
  frames.push(join(folder, `${String(frame).padStart(3, '0')}.png`))
  await camera.screenshot({ path: frames.at(-1) ?? '' })
}
const picture = join(FOLDER, 'classroom.webp')
const format = ['-loop', '0', '-d', `${FRAME_MS}`, '-lossy', '-q', '60', '-m', '6']
execFileSync('img2webp', [...format, ...frames, '-o', picture])

for (const room of Object.values(people)) room.leave()
await browser.close()
await relay.close()
rmSync(folder, { recursive: true })
const { size } = statSync(picture)
if (size > MOST_BYTES) throw new Error(`${picture} has ${size} bytes, and ${MOST_BYTES} are the most.`)
