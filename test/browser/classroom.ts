import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { inject } from 'vitest'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface JoinOptions extends BrowserContextOptions {
  readonly token?: string
  /** A relay other than that of the file. */
  readonly relay?: Pick<RunningRelay, 'url'>
  /** A browser profile that is there already: another tab in it. */
  readonly context?: BrowserContext
}

/**
 * Two relays that serve the classroom, one for anybody and one that verifies tokens, and a browser
 * to visit them with. Called at the top of a test file: what it starts is ended after the file.
 */
export const startClassroom = async () => {
  const folder = inject('classroom')
  const relay = await startRelay({ page: folder })
  const gated = await startRelay({ page: folder, secrets: [SECRET], anonymous: 'view' })
  const browser = await launchBrowser()

  const newPage = async (options?: BrowserContextOptions): Promise<Page> => {
    // Each only where a test is about it: with a service worker a visit loads the page once more, and motion takes a fifth of all
    // processor time of these tests.
    const page = await browser.newPerson({ serviceWorkers: 'block', reducedMotion: 'reduce', ...options })
    failOnPageErrors(page)
    return page
  }

  return {
    folder,
    relay,
    gated,
    newPage,
    /** Opens the page as somebody who is not let in. */
    knock: async (room: string, token: string) => {
      const page = await newPage()
      await page.goto(`${gated.url}/?${new URLSearchParams({ room, token, autojoin: '1' })}`)
      return inRoom(page)
    },
    /** Opens the page as somebody who is in the room at once. */
    join: async (room: string, name: string, options: JoinOptions = {}) => {
      const { token, relay: at = token === undefined ? relay : gated, context, ...others } = options
      const page = context === undefined ? await newPage(others) : await context.newPage()
      const query = new URLSearchParams({ room, ...(name !== '' && { name }), autojoin: '1' })
      if (token !== undefined) query.set('token', token)
      await page.goto(`${at.url}/?${query}`)
      const inside = inRoom(page)
      await inside.state('Connected').waitFor()
      return inside
    },
  }
}

/** Where the parts of a room stand on a wide page and on a phone. */
export const standing = async (page: Page) => {
  const places: unknown[] = []
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 720 })
    const parts = page.locator(
      '.room > :is(header, main, .bar), .room > header > button, .place, .side, .document',
    )
    places.push(
      await parts.evaluateAll(async (all) => {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
        return all.map((part) => {
          const { left, top, width, height } = part.getBoundingClientRect()
          return [part.className || part.tagName, left, top, width, height].join(' ')
        })
      }),
    )
  }
  return places
}

export type TabName = 'Room' | 'People' | 'Chat' | 'Notes'

/** What a locator has to find others by; all its other methods do something in the page. */
const FINDS = /^(getBy\w+|locator|filter|first|last|nth|and|or|page)$/

/** A person opens the tab of what they look for: so does each call of this locator, and of those that are found by it. */
const inTab = (locator: Locator, show: () => Promise<void>): Locator =>
  new Proxy(locator, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function' || typeof name !== 'string' || name.startsWith('_')) return value
      return FINDS.test(name)
        ? (...args: unknown[]) => {
            const found: unknown = value.apply(target, args)
            return name === 'page' ? found : inTab(found as Locator, show)
          }
        : async (...args: unknown[]) => {
            await show()
            return value.apply(target, args)
          }
    },
  })

/** What a person finds in a room, by the roles and labels that a screen reader gives. */
export const inRoom = (page: Page) => {
  /** Opens a tab; the room has one on a narrow page alone. */
  const show = async (name: TabName) => {
    await page.getByRole('tablist').first().waitFor()
    const tab = page.getByRole('tab', { name })
    // By a click that no open dialog catches, and that leaves the focus where it is.
    if ((await tab.count()) > 0 && (await tab.getAttribute('aria-selected')) === 'false')
      await tab.dispatchEvent('click')
  }
  const within = (name: TabName, locator: Locator) => inTab(locator, () => show(name))

  const floor = within('Room', page.getByRole('application', { name: 'Room' }))
  const people = within('People', page.getByRole('list', { name: 'People' }).getByRole('listitem'))
  const queue = within('People', page.getByRole('list', { name: 'Raised hands' }).getByRole('listitem'))
  const message = within('Chat', page.getByLabel('Message to everyone'))

  /** Where an avatar is, as a fraction of the floor in this window. */
  const placeOf = (avatar: Locator): Promise<Point> =>
    avatar.evaluate((element) => {
      const plane = element.closest('.plane')
      if (plane === null) throw new Error('The avatar is in no room.')
      const { left, top, width, height } = plane.getBoundingClientRect()
      const box = element.getBoundingClientRect()
      return { x: (box.left - left) / width, y: (box.top - top) / height }
    })

  const pointOf = async ({ x, y }: Point): Promise<Point> => {
    const box = await floor.boundingBox()
    if (box === null) throw new Error('The room is not shown.')
    return { x: box.x + box.width * x, y: box.y + box.height * y }
  }

  return {
    page,
    show,
    floor,
    people,
    queue,
    reactions: within('Room', page.getByRole('list', { name: 'Reactions' }).getByRole('listitem')),
    queueNames: () => queue.locator('.name').allInnerTexts(),
    state: (text: string) => page.locator('.state').filter({ hasText: text }),
    hand: page.getByRole('button', { name: /^(Raise|Lower) hand( no\. \d+)?$/ }),
    thumb: page.getByRole('button', { name: 'Thumbs up' }),
    text: within('Notes', page.getByRole('textbox', { name: 'Shared text' })),
    message,
    send: within('Chat', page.getByRole('button', { name: 'Send' })),
    saved: page.locator('.saved-word'),
    messages: within('Chat', page.getByRole('list', { name: 'Messages' })),
    toast: (text: string | RegExp) => page.locator('.toast').filter({ hasText: text }),
    person: (name: string) => people.filter({ hasText: name }),
    /** A desk as it is called: `Desk 7, free`. */
    desk: (label: string | RegExp) => within('Room', page.getByRole('button', { name: label })),
    avatar: (name: string) => within('Room', page.locator(`.avatar[data-name="${name}"]`)),
    placeOf,
    pointOf,
    /** Gets up from the desk at which a newcomer is seated. */
    stand: async (): Promise<void> => {
      await page.getByRole('button', { name: /^Desk \d+, your seat/ }).click()
      await page.locator('.avatar[data-own="true"]').waitFor()
    },
    say: async (text: string): Promise<void> => {
      await message.fill(text)
      await page.keyboard.press('Enter')
    },
    /** Waits until an avatar is there, give or take a pixel or two. */
    arrives: (avatar: Locator, { x, y }: Point) =>
      until(async () => {
        const place = await placeOf(avatar)
        return Math.abs(place.x - x) < 0.01 && Math.abs(place.y - y) < 0.01
      }, `the avatar comes to ${x}, ${y}`),
  }
}

export type InRoom = ReturnType<typeof inRoom>

/** Scrolls as a person does, who sees where it leads: the page hears of it in the next frame. */
export const scrollTo = (list: Locator, top: number): Promise<unknown> =>
  list.evaluate((element, top) => {
    const heard = new Promise((resolve) => element.addEventListener('scroll', () => setTimeout(resolve)))
    element.scrollTo({ top })
    return heard
  }, top)

/** Whether a page can be scrolled sideways, in pixels. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Waits until the service worker of this visit has all that the page has loaded of its own files. */
export const partsKept = (page: Page): Promise<unknown> =>
  until(
    () =>
      page.evaluate(async () => {
        const own = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/'))
        const kept = await Promise.all(own.map(({ name }) => caches.match(name)))
        return navigator.serviceWorker.controller !== null && kept.every((answer) => answer !== undefined)
      }),
    'the parts of the page are kept',
  )
