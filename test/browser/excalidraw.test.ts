import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import type { Person } from '../../client/index.ts'
import { sqliteStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { readText } from '../support/files.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type BoardElement, COUNT_DRAWN, STROKE, startBoards } from './excalidraw-page.ts'

const open = await startBoards()

type Boarder = Awaited<ReturnType<typeof open>>

test('the page below is that of the guide', () => {
  const page = readText('test/browser/pages/board/whiteboard.tsx')
  for (const path of ['docs/guides/whiteboard.md', 'docs/excalidraw.md'])
    expect(readText(path)).toContain(page)
})

test('a stroke grows on the other screen, is written once, and its undo takes back nothing of the other person', async () => {
  const relay = await startRelay()
  const [ada, ben] = [await open(relay.wsUrl, 'Ada'), await open(relay.wsUrl, 'Ben')]
  const asked = clientRoom(relay.wsUrl, 'board')
  await asked.connected()
  let updates = 0
  asked.room.doc.getMap('elements').observe(() => updates++)

  await ada.tool('freedraw')
  await ada.press(...STROKE)
  await until(async () => Number((await ben.strokes())[0]?.points?.length) > 5)
  expect(asked.room.doc.getMap('elements').size, 'nothing is written while the pen is down').toBe(0)
  expect(await ben.there(), 'it is drawn above the scene, which is not drawn anew for each point').toEqual([])
  await until(() => ben.isInked(360, 340))
  await ada.page.mouse.up()
  await until(() => asked.room.doc.getMap('elements').size === 1)
  await until(async () => (await ben.there())[0]?.locked === false)
  await until(async () => (await ben.strokes()).length === 0, 'Excalidraw draws it, and the overlay does not')
  expect(await ben.page.locator('.homeroom-strokes').count()).toBe(0)
  await until(() => ben.isInked(360, 340))

  // Of the same place in the order, as two people draw at the same time.
  await ben.tool('rectangle')
  await ben.press([500, 400], [600, 500])
  await ben.page.mouse.up()
  await until(async () => (await ada.there()).length === 2)
  const same = async () => JSON.stringify(await ada.scene()) === JSON.stringify(await ben.scene())
  await until(same, 'both have the same elements, order and versions')
  expect(updates, 'each was written once').toBe(2)

  await ada.key('Control+z')
  await until(async () => (await ben.there()).length === 1)
  expect((await ada.there()).map(({ type }) => type)).toEqual(['rectangle'])
  await ada.key('Control+z')
  expect((await ada.there()).map(({ type }) => type)).toEqual(['rectangle'])
  for (let step = 0; step < 2; step++) await ada.key('Control+Shift+z')
  await until(async () => (await ben.there()).length === 2)
  await until(same)

  await ben.tool('freedraw')
  await ben.press([500, 200], [560, 220])
  await ada.press([700, 200], [760, 220])
  await ada.page.mouse.up()
  await until(async () => (await ben.strokes()).length === 1 && (await ada.kept()).length === 3)
  await ben.page.evaluate(COUNT_DRAWN)
  await ben.page.mouse.up()
  await until(async () => (await ben.there()).length === 4)
  expect(await ben.page.evaluate('drawn'), 'what is seen is drawn once for both strokes').toBe(1)
  await ben.key('Control+z')
  await until(async () => (await ada.there()).length === 3)
  await ben.tool('selection')
  await until(same)
})

test('two people who move the same shape end with the same, and garbage reaches no screen', async () => {
  const relay = await startRelay()
  const [ada, ben] = [await open(relay.wsUrl, 'Ada'), await open(relay.wsUrl, 'Ben')]
  await ada.tool('rectangle')
  await ada.press([300, 300], [400, 400])
  await ada.page.mouse.up()
  await until(async () => (await ben.there()).length === 1)
  const asked = clientRoom(relay.wsUrl, 'board')
  await asked.connected()
  const map = asked.room.doc.getMap('elements')
  map.set('nan', { ...(map.get([...map.keys()][0] as string) as object), x: Number.NaN })
  map.set('no element', 7)

  for (const person of [ada, ben]) await person.key('Escape')
  await ada.press([300, 350], [350, 360])
  await ben.press([300, 350], [300, 450])
  await until(async () => (await ada.there()).length === 1)
  await Promise.all([ada.page.mouse.up(), ben.page.mouse.up()])
  await until(async () => JSON.stringify(await ada.scene()) === JSON.stringify(await ben.scene()))
  await until(async () => JSON.stringify(await ada.scene()) === JSON.stringify(await ada.kept()))

  // The other person's pointer stands above the board with the name, and is as faint as they are far away.
  const pointer = async () => {
    const label = ada.page.locator('.homeroom-pointers').getByText('Ben', { exact: true })
    const box = await label.locator('..').boundingBox()
    return [Math.round(box?.x ?? 0), Math.round(box?.y ?? 0)]
  }
  await ben.page.mouse.move(420, 440)
  await until(async () => String(await pointer()) === '420,440')
  await until(() => ada.isInked(424, 448))
  const arrow = ada.page.locator('.homeroom-pointers > div').first()
  const colour = () => arrow.evaluate((node) => node.style.color)
  const onLight = await colour()
  await ada.page.evaluate(`api.updateScene({ appState: { theme: 'dark' } })`)
  await until(async () => (await colour()) !== onLight, 'one that stands has the colours of the theme')
  await ada.page.evaluate(`api.updateScene({ appState: { theme: 'light' } })`)
  await ada.page.evaluate('api.updateScene({ appState: { scrollX: 50, zoom: { value: 2 } } })')
  await until(async () => String(await pointer()) === '940,686', 'it stays on the board, and in sight')
  await ada.page.evaluate('api.updateScene({ appState: { scrollX: 0, zoom: { value: 1 } } })')

  // The other person is in Excalidraw; following it moves the board.
  const people = () =>
    ada.page.evaluate('[...api.getAppState().collaborators.values()].map((one) => one.username)')
  await until(async () => JSON.stringify(await people()) === '["Ben"]')
  await ada.page.evaluate(`binding.follow(room.people.get().find((one) => !one.isSelf).key)`)
  await ben.page.mouse.wheel(0, 400)
  const scrollY = (person: Boarder) => person.page.evaluate('Math.round(api.getAppState().scrollY)')
  await until(async () => (await scrollY(ben)) === -400 && (await scrollY(ada)) === -400)
})

test('an attendee looks on, draws with the pen, and a stroke in the middle of which the pen is taken is nowhere', async () => {
  const relay = await startRelay({ secrets: [SECRET] })
  const as = async (sub: string, role: string) => ({ token: await token({ sub, role }) })
  const [ada, ben] = [
    await open(relay.wsUrl, 'ada', await as('ada', 'attendee')),
    await open(relay.wsUrl, 'ben', await as('ben', 'member')),
  ]
  const host = clientRoom(relay.wsUrl, 'board', await as('host', 'host'))
  await host.connected()
  const isLooking = () => ada.page.evaluate('api.getAppState().viewModeEnabled')
  await until(async () => (await isLooking()) === true)

  // The picture has another id than Excalidraw gave it, and is the same for both.
  await ben.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200)
    canvas.getContext('2d')?.fillRect(0, 0, 300, 200)
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([await canvas.convertToBlob()], 'a.png', { type: 'image/png' }))
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, clientX: 700, clientY: 300 })
    document.querySelector('.excalidraw')?.dispatchEvent(drop)
  })
  await until(async () => Number((await ada.there())[0]?.width) === 300)
  const [picture] = await ada.there()
  await until(
    async () => (await ada.page.evaluate(`api.getFiles()['${picture?.fileId}']?.mimeType`)) === 'image/png',
  )
  // A page that changes what it may not is shown the board as it is.
  await ada.page.evaluate(
    'api.updateScene({ elements: api.getSceneElements().map((one) => ({ ...one, x: 9, version: 99 })) })',
  )
  await until(async () => (await ada.there())[0]?.x === picture?.x)

  const claims = claimsOf(host.room)
  await until(() => host.person('ada'))
  claims.give('pen', host.person('ada') as Person, { writes: true })
  await until(async () => (await isLooking()) === false)
  await ada.tool('freedraw')
  await ada.press(...STROKE)
  await until(async () => (await ben.strokes()).length === 1)
  claims.give('pen', host.person('ben') as Person)
  await until(async () => (await isLooking()) === true)
  await ada.page.mouse.up()
  for (const person of [ada, ben]) await until(async () => (await person.there()).length === 1)
  await until(async () => (await ben.strokes()).length === 0)
})

test('two people who draw, move, delete and reorder the same shapes without a relay end with the same board', async () => {
  const store = tempFile()
  const relay = await startRelay({ store: sqliteStore(store) })
  const [ada, ben] = [await open(relay.wsUrl, 'Ada'), await open(relay.wsUrl, 'Ben')]
  const both = [ada, ben]
  // Beside Excalidraw's panel, which stands at the left.
  for (const x of [260, 430, 600, 770]) {
    await ada.tool('rectangle')
    await ada.press([x, 200], [x + 120, 300])
    await ada.page.mouse.up()
  }
  await until(async () => (await ben.there()).length === 4)
  const ids = (await ada.there()).map(({ id }) => id)
  await relay.close()
  for (const { page } of both) await page.waitForFunction(`room.status.get().state !== 'connected'`)

  const select = async (person: Boarder, at: number) => {
    await person.page.evaluate(
      `api.updateScene({ appState: { selectedElementIds: { '${ids[at]}': true }, activeTool: { ...api.getAppState().activeTool, type: 'selection' } } })`,
    )
    const selected = `Object.keys(api.getAppState().selectedElementIds).join() === '${ids[at]}'`
    await person.page.waitForFunction(selected)
  }
  /** Ten minutes of a person: strokes, and all that can be done to a shape that the other one works at, too. */
  const work = async (person: Boarder, down: number, keys: readonly string[]) => {
    const drawn = (await person.there()).length
    for (let stroke = 0; stroke < 12; stroke++) {
      await person.tool('freedraw')
      const x = 260 + stroke * 50
      await person.press([x, down], [x + 20, down + 40], [x + 40, down])
      await person.page.mouse.up()
    }
    await until(async () => (await person.there()).length === drawn + 12)
    for (const [at, key] of keys.entries()) {
      await select(person, at)
      for (let time = 0; time < 3; time++) await person.key(key)
    }
    await person.tool('freedraw')
    await person.press([900, down], [940, down + 30])
    await person.page.mouse.up()
    await person.key('Control+z')
    await until(async () => (await person.there()).filter(({ type }) => type === 'freedraw').length === 12)
  }
  await work(ada, 420, ['ArrowDown', 'Delete', 'ArrowRight', 'Control+Shift+BracketRight'])
  await work(ben, 560, ['ArrowUp', 'ArrowLeft', 'Delete', 'Control+Shift+BracketLeft'])
  await startRelay({ store: sqliteStore(store), port: Number(new URL(relay.url).port) })
  const text = async (what: () => Promise<BoardElement[]>) => JSON.stringify(await what())
  await until(async () => (await ada.there()).filter(({ type }) => type === 'freedraw').length === 24)
  await until(async () => (await text(ada.scene)) === (await text(ben.scene)), 'both show the same')
  for (const { scene, kept } of both) await until(async () => (await text(scene)) === (await text(kept)))
  // Three moves are more versions than one deletion, on whichever side Yjs is.
  const there = new Set((await ada.there()).map(({ id }) => id))
  expect(ids.filter((id) => !there.has(id))).toEqual([])
})

test('a laser leaves a trail on the other screen, which fades, and none where less motion is asked for', async () => {
  const relay = await startRelay()
  const [ada, ben] = [await open(relay.wsUrl, 'Ada'), await open(relay.wsUrl, 'Ben')]
  const trails = () =>
    ben.page
      .locator('.SVGLayer path')
      .evaluateAll((paths) => paths.filter((path) => path.getAttribute('d')?.trim()).length)
  const pointerIsAt = (x: number, y: number) => async () => {
    const transform = `translate(${x}px, ${y}px)`
    const pointer = ben.page.locator('.homeroom-pointers > div')
    return (await pointer.evaluateAll(([node]) => (node as HTMLElement)?.style.transform)) === transform
  }
  await ada.tool('laser')
  for (const y of [300, 400]) {
    await ada.press([300, y], [420, y + 20])
    await until(async () => (await trails()) === 1)
    await ada.page.mouse.up()
    await until(async () => (await trails()) === 0)
  }
  expect([...(await ada.scene()), ...(await ben.scene())], 'nothing is drawn with it').toEqual([])

  await ben.page.emulateMedia({ reducedMotion: 'reduce' })
  await ada.press([300, 500])
  for (const x of [340, 380, 420]) {
    await ada.page.mouse.move(x, 500)
    await until(pointerIsAt(x, 500))
    expect(await trails()).toBe(0)
  }
})

test('two boards on one page are two: each has its own elements, strokes, pointers and undo', async () => {
  const relay = await startRelay()
  const [ada, ben] = [
    await open(relay.wsUrl, 'Ada', { two: '' }),
    await open(relay.wsUrl, 'Ben', { two: '' }),
  ]
  for (const { page } of [ada, ben])
    await page.waitForFunction(`typeof second !== 'undefined' && !second.api.getAppState().isLoading`)
  const second = (person: Boarder): Promise<BoardElement[]> =>
    person.page.evaluate('second.api.getSceneElements().map((element) => ({ ...element }))')
  const secondStrokes = (person: Boarder): Promise<BoardElement[]> =>
    person.page.evaluate('second.binding.strokes.get()')
  /** How many pointers each of the boards shows. */
  const pointers = (person: Boarder) =>
    person.page.evaluate(() =>
      [...document.querySelectorAll('.excalidraw')].map(
        (board) => board.querySelectorAll('.homeroom-pointers > div').length,
      ),
    )
  await ada.tool('freedraw')
  await ada.press([150, 300], [200, 340], [260, 300])
  await until(async () => (await ben.strokes()).length === 1)
  await until(async () => String(await pointers(ben)) === '1,0')
  expect(await secondStrokes(ben)).toEqual([])
  await ada.page.mouse.up()

  await ada.page.evaluate(`second.api.setActiveTool({ type: 'freedraw' })`)
  await ada.press([650, 300], [700, 340], [760, 300])
  await until(async () => (await secondStrokes(ben)).length === 1)
  await until(async () => String(await pointers(ben)) === '0,1', 'a person is at one board at a time')
  await ada.page.mouse.up()
  await until(async () => (await second(ben)).length === 1 && (await ben.there()).length === 1)
  expect((await second(ben))[0]?.id).not.toBe((await ben.there())[0]?.id)

  await ada.key('Control+z')
  await until(async () => (await second(ben)).length === 0, 'undo is that of the board with the focus')
  expect(await ben.there()).toHaveLength(1)
  await ben.page.evaluate('second.binding.destroy()')
  await ada.tool('rectangle')
  await ada.press([150, 400], [250, 500])
  await ada.page.mouse.up()
  await until(async () => (await ben.there()).length === 2, 'the other one goes on when one ends')
})
