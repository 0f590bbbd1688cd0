import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { inRoom, startClassroom } from './classroom.ts'

const { gated, newPage } = await startClassroom()

interface Element {
  readonly type: string
  readonly x: number
  readonly y: number
  readonly isDeleted?: boolean
  readonly containerId?: string
  readonly startBinding?: { readonly elementId: string }
}

const open = async (name: string, role: string) => {
  const page = await newPage({ viewport: { width: 1280, height: 720 } })
  // Excalidraw saves by a dialog of the system where there is one.
  await page.addInitScript(() => {
    for (const name of ['showOpenFilePicker', 'showSaveFilePicker']) Reflect.deleteProperty(window, name)
  })
  // From the start on: a test would ask for the next one too late.
  page.on('filechooser', () => undefined)
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/board/filed?${query}`)
  await page.locator('.excalidraw canvas.interactive').waitFor()
  await inRoom(page).state('Connected').waitFor({ state: 'attached' })
  return page
}

/** The elements of the board by their ids, as the document has them. */
const watch = async () => {
  const { room, connected } = clientRoom(gated.wsUrl, 'filed', {
    token: await token({ sub: 'watch', name: 'Watch', role: 'host' }),
  })
  await connected()
  return () => new Map([...room.doc.getMap<Element>('elements')].filter(([, { isDeleted }]) => !isDeleted))
}

const place = async (page: Page, x: number, y: number) => {
  const box = await page.locator('.excalidraw canvas.interactive').boundingBox()
  return [(box?.x ?? 0) + x, (box?.y ?? 0) + y] as const
}

const drag = async (page: Page, from: readonly [number, number], to: readonly [number, number]) => {
  await page.mouse.move(...(await place(page, ...from)))
  await page.mouse.down()
  await page.mouse.move(...(await place(page, ...to)), { steps: 6 })
  await page.mouse.up()
}

const drop = (page: Page, name: string, bytes: Buffer) =>
  page.locator('.excalidraw canvas.interactive').evaluate(
    (canvas, [name, base64]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(
        new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, {
          type: name.endsWith('.png') ? 'image/png' : '',
        }),
      )
      const { left, top } = canvas.getBoundingClientRect()
      const at = { clientX: left + 500, clientY: top + 400 }
      canvas.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, ...at, dataTransfer }))
    },
    [name, bytes.toString('base64')] as const,
  )

const choose = async (page: Page, act: () => Promise<void>, file: string) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()])
  await chooser.setFiles(file)
}

test('whiteboard: a file comes beside what others have drawn since, after a question, and goes by one Undo', async () => {
  const elements = await watch()
  const types = () => [...elements().values()].map(({ type }) => type).toSorted()
  const ada = await open('Ada', 'host')
  const question = ada.getByRole('dialog', { name: 'Open a file' })
  await ada.keyboard.press('r')
  await drag(ada, [300, 200], [400, 260])
  await ada.keyboard.press('Enter')
  await ada.keyboard.type('Sea')
  await ada.keyboard.press('Escape')
  await ada.keyboard.press('a')
  await drag(ada, [405, 230], [560, 230])
  await until(() => types().join() === 'arrow,rectangle,text')

  await ada.getByTestId('main-menu-trigger').click()
  await ada.getByText('Save to', { exact: false }).first().click()
  const [saved] = await Promise.all([
    ada.waitForEvent('download'),
    ada.getByText('Save to file').last().click(),
  ])
  await ada.keyboard.press('Escape')
  const file = `${await saved.path()}.excalidraw`
  await saved.saveAs(file)
  // What has been moved since stays where it is.
  const placed = elements()
  const ben = await open('Ben', 'member')
  await ben.keyboard.press('Control+a')
  await ben.keyboard.press('Shift+ArrowDown')
  await until(() => [...elements()].every(([id, { y }]) => y > (placed.get(id)?.y ?? y)))
  const before = elements()

  await choose(ada, () => ada.keyboard.press('Control+o'), file)
  await question.getByText('Put 3 elements of this file beside what is here?').waitFor()
  expect(await violations(ada)).toEqual([])
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'detached' })
  expect(elements()).toEqual(before)

  await ada.getByTestId('main-menu-trigger').click()
  await choose(ada, () => ada.getByText('Open', { exact: true }).click(), file)
  await question.getByRole('button', { name: 'Put it there' }).click()
  await until(() => elements().size === 6)
  for (const [id, element] of before) expect(elements().get(id)).toEqual(element)
  const added = [...elements()].filter(([id]) => !before.has(id))
  const right = Math.max(...[...before.values()].map(({ x }) => x))
  expect(added.every(([, { x }]) => x > right)).toBe(true)
  // They belong to each other, and not to those they were.
  const ids = new Set(added.map(([id]) => id))
  const bound = added.map(([, { containerId, startBinding }]) => containerId ?? startBinding?.elementId)
  expect(bound.filter((id) => id !== undefined && ids.has(id))).toHaveLength(2)
  await ada.keyboard.press('Control+z')
  await until(() => elements().size === 3)
  for (const [id, element] of before) expect(elements().get(id)).toEqual(element)

  await drop(ada, 'again.excalidraw', readFileSync(file))
  await question.getByRole('button', { name: 'Put it there' }).click()
  await until(() => elements().size === 6)
  // A picture that holds no drawing is a picture, and other files are none of both.
  const dot =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await drop(ada, 'dot.png', Buffer.from(dot, 'base64'))
  await until(() => types().includes('image'))
  await choose(ada, () => ada.keyboard.press('Control+o'), 'package.json')
  await ada.locator('.toast').getByText('This file holds no drawing that the whiteboard can show.').waitFor()

  const viewer = await open('Viewer', 'viewer')
  await drop(viewer, 'again.excalidraw', readFileSync(file))
  await viewer.getByTestId('main-menu-trigger').click()
  await viewer.getByText('Find on canvas').waitFor()
  expect(await viewer.getByText('Open', { exact: true }).count()).toBe(0)
  expect(await viewer.getByRole('dialog').count()).toBe(0)
})

test('whiteboard: help leads to no page of another host', async () => {
  const ada = await open('Ada', 'host')
  await ada.keyboard.press('?')
  const help = ada.getByRole('dialog').filter({ hasText: 'Keyboard shortcuts' })
  await help.waitFor()
  expect(await help.getByRole('link').count()).toBe(0)
})
