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

test('follow: a page of any size shows all that the person sees, in its middle', async () => {
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
  const showsAll = async (who: typeof host) => {
    const [theirs, own] = [await seen(host), await seen(who)]
    const isSeen =
      own.left <= theirs.left + 1 &&
      own.top <= theirs.top + 1 &&
      own.right >= theirs.right - 1 &&
      own.bottom >= theirs.bottom - 1
    const isMiddle =
      Math.abs(own.left + own.right - theirs.left - theirs.right) <= 4 &&
      Math.abs(own.top + own.bottom - theirs.top - theirs.bottom) <= 4
    // As large as it can be: it reaches from one edge to the other.
    const isLarge =
      own.right - own.left <= theirs.right - theirs.left + 2 ||
      own.bottom - own.top <= theirs.bottom - theirs.top + 2
    return isSeen && isMiddle && isLarge
  }
  const allShowAll = async (what: string) => {
    for (const who of [phone, laptop]) await until(() => showsAll(who), what)
  }
  for (const { page } of [phone, laptop])
    await page.evaluate(
      `binding.follow(room.people.get().find((one) => !one.isSelf && one.name === 'Host').key)`,
    )
  await allShowAll('they show all')

  // The pointer moves nothing, and what the host sees does.
  const before = await seen(phone)
  await host.page.mouse.move(100, 100)
  await until(
    () => phone.page.evaluate(`room.people.get().some(({ x, y }) => x === 100 && y === 100)`),
    'the phone has heard of it',
  )
  expect(await seen(phone)).toEqual(before)
  await host.page.mouse.wheel(700, 300)
  await until(async () => (await seen(host)).left > 100, 'the host has moved the board')
  await allShowAll('they go with the host')
  await phone.page.setViewportSize({ width: 740, height: 360 })
  await host.page.mouse.wheel(0, 50)
  await allShowAll('they show all on a phone that was turned')
})
