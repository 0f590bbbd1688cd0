import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'

const classroom = await startClassroom()
const browser = await launchBrowser()

test.each(['/', '/index.html', '/sw.js', '/inspect'])(
  '[HT15][X35] %s comes with a policy that allows no inline code',
  async (path) => {
    for (const relay of [classroom.relay, classroom.gated]) {
      const policy = (await fetch(`${relay.url}${path}`)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("img-src 'self' data: blob:")
      expect(policy.replace(/img-src [^;]*/, '')).not.toMatch(/unsafe|data:|blob:|\*|https?:/)
    }
  },
)

// Every test of the pages fails where something in them is against the policy: `failOnPageErrors`.
test('[HT15][X35] a lesson breaks no rule of the policy', async () => {
  const host = await classroom.join('policy', 'Ada', { token: await token({ role: 'host', name: 'Ada' }) })
  const { page } = host
  const place = () => page.locator('.avatar').first().getAttribute('style')
  await until(async () => ((await place()) ?? '').length > 0)
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await page.evaluate(() => document.querySelectorAll('script:not([src])').length)).toBe(0)
})

test('[HT15][X35] code and styles that get into the page all the same do nothing', async () => {
  const page = await browser.newPerson({ serviceWorkers: 'block' })
  await page.goto(`${classroom.relay.url}/`)
  const broken = await page.evaluate(async () => {
    const found: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => found.push(event.violatedDirective))
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = true'
    const box = document.createElement('div')
    box.innerHTML = '<img src="nothing.png" onerror="globalThis.ran = true"><b style="color: red">b</b>'
    document.body.append(script, box)
    await fetch('https://elsewhere.example/').catch(() => undefined)
    while (found.length < 4) await new Promise((resolve) => setTimeout(resolve, 10))
    return { found: found.sort(), ran: 'ran' in globalThis }
  })
  expect(broken).toEqual({
    found: ['connect-src', 'script-src-attr', 'script-src-elem', 'style-src-attr'],
    ran: false,
  })
})
