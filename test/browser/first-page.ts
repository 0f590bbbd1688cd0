import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { buildFirstPage } from './build-page.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * A relay that serves the first page as its sources are now, and a browser to visit it with. Called at the top
 * of a test file: what it starts is ended after the file, for which a beforeAll hook would be too late.
 */
export const startFirstPage = async () => {
  const folder = await buildFirstPage()
  const relay = await startRelay({ page: folder })
  const browser = await launchBrowser()

  const newPage = async (options?: BrowserContextOptions): Promise<Page> => {
    const page = await browser.newPerson(options)
    failOnPageErrors(page)
    return page
  }

  return {
    folder,
    relay,
    newPage,
    /** Opens the page at `query` in a context of its own. */
    visit: async (query: string, options?: BrowserContextOptions): Promise<Page> => {
      const page = await newPage(options)
      await page.goto(`${relay.url}/${query}`)
      return page
    },
    /** Opens the page as somebody who is in the room at once. */
    join: async (room: string, name: string, options?: BrowserContextOptions) => {
      const page = await newPage(options)
      const query = new URLSearchParams({ room, name, autojoin: '1' })
      await page.goto(`${relay.url}/?${query}`)
      return inRoom(page)
    },
  }
}

/** What a person finds in a room, by the roles and labels that a screen reader gives. */
export const inRoom = (page: Page) => {
  const stage = page.getByRole('application', { name: 'Stage' })
  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem')

  /** Where a cursor is, as a fraction of the stage in this window. */
  const placeOf = (cursor: Locator): Promise<Point> =>
    cursor.evaluate((element) => {
      const plane = element.closest('[role=application]')
      if (plane === null) throw new Error('The cursor is on no stage.')
      const { left, top } = plane.getBoundingClientRect()
      const tip = element.getBoundingClientRect()
      return {
        x: (tip.left - left - plane.clientLeft) / plane.clientWidth,
        y: (tip.top - top - plane.clientTop) / plane.clientHeight,
      }
    })

  return {
    page,
    stage,
    people,
    text: page.getByLabel('Shared text'),
    ownCursor: stage.getByRole('img', { name: 'Your cursor' }),
    thumb: page.getByRole('button', { name: 'Thumbs up' }),
    hand: page.getByRole('button', { name: 'Raise hand' }),
    personCalled: (name: string) => people.filter({ hasText: name }),
    cursorOf: (name: string) => stage.getByRole('img', { name: `Cursor of ${name}` }),
    placeOf,
    pointAt: async ({ x, y }: Point): Promise<void> => {
      const box = await stage.boundingBox()
      if (box === null) throw new Error('The stage is not shown.')
      await page.mouse.move(box.x + box.width * x, box.y + box.height * y)
    },
    /** Waits until a cursor is there, give or take what a pixel and a border are of the stage. */
    arrives: (cursor: Locator, { x, y }: Point) =>
      until(async () => {
        const place = await placeOf(cursor)
        return Math.abs(place.x - x) < 0.01 && Math.abs(place.y - y) < 0.01
      }, `the cursor comes to ${x}, ${y}`),
  }
}
