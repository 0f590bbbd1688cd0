import { expect, test } from 'vitest'
import { Drawing } from '../../bots/drawing.ts'
import { Elements } from '../../client/excalidraw/elements.ts'
import type { BoardElement } from '../../client/excalidraw.ts'
import { clientRoom } from '../support/client-room.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** As many strokes as a person draws in ten minutes. */
const TEN_MINUTES = 200

const POINTS = Array.from({ length: 40 }, (_, at) => [at / 400, Math.sin(at / 4) / 40] as const)

test('a relay that is killed in the middle of a stroke loses nothing, and what two people draw in ten minutes without it is merged', async () => {
  const file = tempFile()
  const start = (port: string) => runRelay(['--data', file, '--port', port])
  const relay = await start('0')
  const join = async (name: string) => {
    const joined = clientRoom(relay.wsUrl, 'board', { presence: { name } })
    await joined.connected()
    const drawing = new Drawing(joined.room, 'elements', () => true)
    const elements = new Elements({ doc: joined.doc, name: 'elements', mayWrite: () => true })
    const draw = (count: number, isDone: boolean) =>
      drawing.draw({ x: 0.1, y: 0.1, points: POINTS.slice(0, count), color: '#1971c2', isDone })
    const change = (fields: Partial<BoardElement>) => {
      const element = elements.all()[0] as BoardElement
      elements.put([{ ...element, ...fields, version: element.version + 1 }])
    }
    return { ...joined, draw, change, elements }
  }
  const [ada, ben] = [await join('ada'), await join('ben')]
  ada.draw(40, true)
  await until(() => ben.elements.size === 1 && ada.room.saved.get().state === 'saved')
  ada.draw(10, false)
  await ben.waitFor('ada', (person) => 'exInk' in person)

  relay.kill('SIGKILL')
  await relay.exited()
  ada.draw(40, true)
  for (const { draw } of [ada, ben]) for (let stroke = 0; stroke < TEN_MINUTES; stroke++) draw(40, true)
  // Both change the stroke that both have: the change with the lower number counts, and the other one is nowhere.
  ada.change({ x: 7, versionNonce: 2 })
  ben.change({ x: 9, versionNonce: 1 })
  await start(new URL(relay.url).port)
  const all = 2 + 2 * TEN_MINUTES
  const eve = await join('eve')
  for (const { elements } of [ada, ben, eve]) await until(() => elements.size === all)
  await until(() => eve.elements.all()[0]?.x === 9)
  const [first, ...others] = [ada, ben, eve].map(({ elements }) => elements.all())
  for (const other of others) expect(other).toEqual(first)
  expect(first?.every(({ points }) => (points as unknown[]).length === 40)).toBe(true)
  expect(new Set(first?.map(({ index }) => index)).size).toBe(all)
})
