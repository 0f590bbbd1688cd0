import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** In a form that a failing test prints well. */
const found = async (page: Page, rules?: string) => {
  // A colour on its way from one to another is neither. What moves for ever is never finished, and has no such way.
  await page.evaluate(() => {
    const isEnding = ({ effect }: Animation) =>
      effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY
    const ending = document.getAnimations().filter(isEnding)
    return Promise.allSettled(ending.map(({ finished }) => finished))
  })
  // Our pages have no frames: one run in the page is all of it.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze()
  return violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  ])
}

/** What axe finds wrong with a page, in the light and in the dark: in the dark its colours alone are others. */
export const violations = async (page: Page) => {
  const inTheLight = await found(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const inTheDark = await found(page, 'color-contrast')
  await page.emulateMedia({ colorScheme: 'light' })
  return [...inTheLight, ...inTheDark]
}
