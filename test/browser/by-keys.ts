import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More stops than a page has. */
const MOST_STOPS = 80

/** Somebody who has keys alone. Each stop of Tab on their way is marked. */
export const byKeys = (page: Page) => {
  const { keyboard } = page

  /** Goes one stop on, which is marked, and gives its name; null after the last one, where the browser has the focus. */
  const step = async (): Promise<string | null> => {
    await keyboard.press('Tab')
    const { name, unmarked } = await page.evaluate(() => {
      const { activeElement: now, body } = document
      if (now === null || now === body) return { name: null, unmarked: null }
      const isMarked = [null, '::before'].some((part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(now, part)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      })
      const label = 'labels' in now ? (now as HTMLInputElement).labels?.[0] : undefined
      const said = now.ariaLabel ?? label?.textContent ?? now.textContent ?? ''
      return { name: said.trim().replace(/\s+/g, ' '), unmarked: isMarked ? null : now.outerHTML }
    })
    expect(unmarked).toBeNull()
    return name
  }

  const to = async (target: Locator): Promise<void> => {
    await target.waitFor()
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await step()
      if (await target.evaluate((wanted) => wanted === document.activeElement)) return
    }
    throw new Error(`Tab does not lead to ${target}.`)
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  return {
    to,
    press: async (name: string) => {
      await to(button(name))
      await keyboard.press('Enter')
    },
    /** Closes a dialog: what opened it has the focus again, or `next` where that is gone. */
    close: async (opener: string, next = opener) => {
      await page.locator('dialog:focus-within').waitFor()
      await keyboard.press('Escape')
      await button(next).and(page.locator(':focus')).waitFor()
      if (next !== opener) expect(await button(opener).count()).toBe(0)
    },
    /** The names of all stops, from the first one to the last one. */
    stops: async (): Promise<readonly string[]> => {
      const passed: string[] = []
      while ((await step()) !== null) expect(passed.push('')).toBeLessThan(MOST_STOPS)
      const stops: string[] = []
      for (let name = await step(); name !== null; name = await step()) stops.push(name)
      return stops
    },
    type: (text: string) => keyboard.type(text),
    key: (key: string) => keyboard.press(key),
  }
}
