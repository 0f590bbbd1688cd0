import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { clientRoom } from '../support/client-room.ts'
import { servePage } from '../support/guide-page.ts'
import { type GuideSection, guideSections, needsPage } from '../support/guide-sections.ts'
import { openSection, removeGuideFolder, runNodeBlock, runShellBlock } from '../support/guide-world.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const browser = await launchBrowser()

afterAll(removeGuideFolder)

const sections = guideSections().filter(({ blocks }) => blocks.some(needsPage))

test('there are pages in the guides', () => {
  expect(sections.length).toBeGreaterThan(10)
})

/** What a person tries on a page: a listener that throws shows as an error of the page. */
const tryOut = async (page: Page): Promise<void> => {
  await page.mouse.move(200, 100)
  await page.mouse.move(300, 150)
  for (const button of await page.getByRole('button').all()) await button.click({ timeout: 2_000 })
  await page.keyboard.press('h')
  for (const editor of await page.locator('[contenteditable=true]').all()) {
    await editor.click()
    await page.keyboard.type('hello')
    await editor.getByText('hello').first().waitFor()
  }
}

/** The room of the section's relay in which the page says that it is Ada; null where it says so nowhere. */
const roomOfAda = ({ text }: GuideSection): string | null =>
  (/'ws:\/\/127.0.0.1:1234', '([^']+)', \{[^\n]*name: [^\n]*'Ada'/.exec(text) ??
    /url="ws:\/\/127.0.0.1:1234" room="([^"]+)" presence=\{(?:\{ name: 'Ada'|me\})/.exec(text))?.[1] ??
  (/export const (?!App\b)[A-Z]\w* = \(\) =>|<script/.test(text) ? 'lesson' : null)

for (const section of sections) {
  test(`it runs: ${section.title}`, async () => {
    const world = await openSection(section)
    const inNode = world.blocks.filter((block) => !needsPage(block))
    const faults = []
    for (const block of inNode) {
      // A part of the page, or what a later block runs.
      if (block.name !== null && world.blocks.some(({ code }) => code.includes(`/${block.name}`))) continue
      faults.push(await (block.language === 'sh' ? runShellBlock : runNodeBlock)(world, section, block))
    }
    const html = world.blocks.filter(({ language }) => language === 'html')
    const isPart = ({ name }: { readonly name: string | null }) =>
      name !== null && world.blocks.some(({ code }) => code.includes(`'./${name}'`))
    const pages = html.length > 0 ? html : world.blocks.filter((block) => needsPage(block) && !isPart(block))
    for (const block of pages) {
      const page = await browser.newPerson()
      failOnPageErrors(page)
      await page.goto(await servePage(world, block))
      for (const line of block.output) await page.getByText(line).first().waitFor()
      await tryOut(page)
      const room = roomOfAda(section)
      if (room === null) continue
      const secret = /HOMEROOM_SECRET/.test(section.text)
      const options = secret ? { token: await token({ sub: 'teacher', role: 'host' }, SECRET) } : {}
      const teacher = clientRoom(world.wsUrl, room, { ...options, presence: { name: 'Teacher' } })
      await until(() => teacher.person('Ada'), `${block.source} shows Ada to others`)
      teacher.room.leave()
    }
    expect(faults.map((fault) => fault()).filter((fault) => fault !== null)).toEqual([])
  })
}
