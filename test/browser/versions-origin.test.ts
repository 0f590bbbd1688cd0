import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RelayOptions } from '../../server/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { SECRET, token } from '../support/tokens.ts'

const browser = await launchBrowser()

/** An empty page of an origin of its own. */
const openPage = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homeroom-origin-'))
  onTestCleanup(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Elsewhere</title>')
  const origin = new URL(await serveFolder(folder)).origin
  const page = await browser.newPerson()
  await page.goto(`${origin}/`)
  /** The status of an order that the browser asks about beforehand; null where it keeps the page from it. */
  const order = (url: string, bearer: string | null) =>
    page.evaluate(
      ([to, sent]) =>
        fetch(`${to}/api/rooms/lesson/versions`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(sent !== null && { authorization: `Bearer ${sent}` }),
          },
          body: '{"name":null}',
        }).then(
          ({ status }) => status,
          () => null,
        ),
      [url, bearer] as const,
    )
  return { origin, order }
}

/** What the page is answered for a room in which nothing is: it has come through. */
const NO_ROOM = 404

/** What it is answered by a relay that verifies nobody. */
const NO_ORDERS = 403

test('[HT21] a browser lets a page of another origin order by a token, or without one where it is named', async () => {
  const { origin, order } = await openPage()
  const host = await token({ sub: 'teacher', role: 'host' })
  const cases: readonly (readonly [RelayOptions, string | null, number | null])[] = [
    [{ secrets: [SECRET] }, host, NO_ROOM],
    [{ secrets: [SECRET], origins: [origin] }, host, NO_ROOM],
    [{ origins: [origin] }, null, NO_ORDERS],
    [{ secrets: [SECRET], origins: ['https://school.example'] }, host, null],
    [{}, null, null],
    [{}, host, null],
    [{ origins: ['*'] }, host, null],
  ]
  for (const [options, bearer, status] of cases) {
    const { url } = await startRelay(options)
    expect([options, await order(url, bearer)]).toEqual([options, status])
  }
})
