import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { startBoards } from './excalidraw-page.ts'

const open = await startBoards()

const textsIn = (doc: { getMap(name: string): Iterable<[string, unknown]> }): string[] =>
  [...doc.getMap('elements')].map(([, element]) => (element as { text: string }).text)

test('a text that is being written is in the document before its field is closed, and ends as it was written', async () => {
  const relay = await startRelay()
  const ada = await open(relay.wsUrl, 'Ada')
  const asked = clientRoom(relay.wsUrl, 'board')
  await asked.connected()
  await ada.tool('text')
  await ada.page.mouse.click(400, 300)
  await ada.page.keyboard.type('The mill')
  await until(() => textsIn(asked.room.doc).join() === 'The mill')
  await ada.page.keyboard.type(' by the river')
  await until(() => textsIn(asked.room.doc).join() === 'The mill by the river')
  expect(await ada.page.locator('textarea.excalidraw-wysiwyg').inputValue()).toBe('The mill by the river')
  await ada.page.keyboard.press('Escape')
  await ada.page.locator('textarea.excalidraw-wysiwyg').waitFor({ state: 'detached' })
  expect((await ada.there()).length).toBe(1)

  // One that is emptied again is on no board.
  await ada.tool('text')
  await ada.page.mouse.click(400, 500)
  await ada.page.keyboard.type('no')
  await until(() => textsIn(asked.room.doc).includes('no'))
  for (let letter = 0; letter < 2; letter++) await ada.page.keyboard.press('Backspace')
  await ada.page.keyboard.press('Escape')
  await until(async () => (await ada.there()).length === 1)
  const shown = () =>
    [...asked.room.doc.getMap('elements')].filter(
      ([, element]) => !(element as { isDeleted: boolean }).isDeleted,
    )
  await until(() => shown().length === 1)
})

test('an app that goes from one board of a room to the next takes nothing with it', async () => {
  const relay = await startRelay()
  const ada = await open(relay.wsUrl, 'Ada')
  const { doc } = clientRoom(relay.wsUrl, 'board').room
  for (const [tool, name] of [
    ['rectangle', 'elements'],
    ['ellipse', 'second'],
  ] as const) {
    if (name !== 'elements') await ada.page.evaluate(`bindTo('${name}')`)
    await ada.tool(tool)
    await ada.press([300, 300], [400, 400])
    await ada.page.mouse.up()
    await until(() => doc.getMap(name).size === 1)
    expect((await ada.there()).map(({ type }) => type)).toEqual([tool])
  }
  await ada.page.evaluate("second.bindTo('elements')")
  await until(async () => (await ada.there()).map(({ type }) => type).join() === 'rectangle')
  // Undo was of the other board.
  await ada.key('Control+z')
  const typesOf = (name: string) =>
    [...doc.getMap(name)].map(([, element]) => (element as { type: string }).type).join()
  expect([typesOf('elements'), typesOf('second')]).toEqual(['rectangle', 'ellipse'])
  expect((await ada.there()).map(({ type }) => type)).toEqual(['rectangle'])
})

test('its keys are heard before the board has been pressed', async () => {
  const relay = await startRelay()
  const ada = await open(relay.wsUrl, 'Ada')
  await ada.page.waitForFunction('binding !== undefined && !api.getAppState().viewModeEnabled')
  await ada.key('7')
  expect(await ada.page.evaluate('api.getAppState().activeTool.type')).toBe('freedraw')
})
