import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { startBoards } from './excalidraw-page.ts'

const open = await startBoards()

interface Seen {
  readonly zoom: number
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

test('follow: a phone shows what is about the pointer of the person, as large as can be read, and a wide page all that they see', async () => {
  const relay = await startRelay()
  const [host, phone, laptop] = [
    await open(relay.wsUrl, 'Host'),
    await open(relay.wsUrl, 'Phone'),
    await open(relay.wsUrl, 'Laptop'),
  ]
  await host.page.setViewportSize({ width: 1366, height: 768 })
  await phone.page.setViewportSize({ width: 360, height: 640 })
  await laptop.page.setViewportSize({ width: 1100, height: 700 })
  const seen = ({ page }: typeof host): Promise<Seen> =>
    page.evaluate(() => {
      const { zoom, scrollX, scrollY, width, height } = (
        window as unknown as {
          api: {
            getAppState(): {
              readonly zoom: { readonly value: number }
              readonly [name: string]: unknown
            } & Readonly<Record<'scrollX' | 'scrollY' | 'width' | 'height', number>>
          }
        }
      ).api.getAppState()
      const { value } = zoom
      return {
        ...{ zoom: value, left: -scrollX, top: -scrollY },
        ...{ right: width / value - scrollX, bottom: height / value - scrollY },
      }
    })
  const shows = async (who: typeof host, x: number, y: number) => {
    const { left, top, right, bottom } = await seen(who)
    return left <= x && x <= right && top <= y && y <= bottom
  }
  for (const { page } of [phone, laptop])
    await page.evaluate(
      `binding.follow(room.people.get().find((one) => !one.isSelf && one.name === 'Host').key)`,
    )
  await host.page.mouse.move(1200, 640)
  await until(() => shows(phone, 1200, 640), 'the phone shows the pointer')
  // A text of 20 px is 11 px high.
  expect((await seen(phone)).zoom).toBeGreaterThanOrEqual(0.55)
  // Nothing beside what the host sees.
  expect((await seen(phone)).right).toBeLessThanOrEqual(1367)
  await until(async () => (await seen(laptop)).right >= 1365, 'the laptop shows all')
  expect(await shows(laptop, 1, 1)).toBe(true)

  // It stands still for a small move, and goes with a large one.
  const before = await seen(phone)
  await host.page.mouse.move(1180, 620)
  await until(
    () => phone.page.evaluate(`room.people.get().some(({ x, y }) => x === 1180 && y === 620)`),
    'the phone has heard of it',
  )
  expect(await seen(phone)).toEqual(before)
  await host.page.mouse.move(100, 100)
  await until(() => shows(phone, 100, 100), 'the phone goes with the pointer')
  expect((await seen(phone)).left).toBeGreaterThanOrEqual(-1)
})
