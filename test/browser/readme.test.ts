import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { readText } from '../support/files.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { until } from '../support/until.ts'

const browser = await launchBrowser()
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** The code of the README's block of a language, for the relay of the test. */
const block = (language: string, wsUrl: string, number = 0): string => {
  const blocks = readText('README.md').matchAll(new RegExp(`\`\`\`${language}\n(import .*?)\`\`\``, 'gs'))
  const code = [...blocks][number]?.[1] ?? ''
  expect(code).toContain('ws://127.0.0.1:1234')
  return code.replaceAll('ws://127.0.0.1:1234', wsUrl)
}

const openPage = async (file: string, code: string) => {
  // Below the project, so that packages are found.
  const root = mkdtempSync(path('../../node_modules/.homeroom-readme-'))
  const outDir = mkdtempSync(join(tmpdir(), 'homeroom-readme-'))
  onTestCleanup(() => {
    for (const folder of [root, outDir]) rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(join(root, file), code)
  writeFileSync(
    join(root, 'index.html'),
    `<body><div id="app"></div><script type="module" src="./${file}"></script></body>`,
  )
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^homeroom$/, replacement: path('../../client/index.ts') },
        { find: 'homeroom/react', replacement: path('../../client/react.tsx') },
      ],
    },
    build: { outDir, emptyOutDir: true },
  })
  const page = await browser.newPerson()
  failOnPageErrors(page)
  await page.goto(await serveFolder(outDir))
  return page
}

test('the page of the README shows people, where they are, and whose hand is up', async () => {
  const { wsUrl } = await startRelay()
  const code = block('ts', wsUrl)
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(15)
  const page = await openPage('main.ts', code)
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher', x: 0.5, y: 0.5, hand: true } })
  await page.getByText('✋ teacher').waitFor()
  await page.mouse.move(128, 72)
  await page.keyboard.press('h')
  expect(await teacher.waitFor('Ada', ({ hand, x }) => hand === true && x !== undefined)).toMatchObject({
    x: 0.1,
    y: 0.1,
  })
  await page.getByText('✋ Ada').waitFor()
  // Another window, of somebody who says who they are.
  const other = await browser.newPerson()
  other.on('dialog', (dialog) => dialog.accept('pupil'))
  await other.goto(page.url())
  await teacher.waitFor('pupil')
  await page.getByText('pupil').waitFor()
  teacher.room.leave()
  await page.getByText('teacher').waitFor({ state: 'detached' })
})

test('the page of the README says how far edits have come, and hears what others send', async () => {
  const { wsUrl } = await startRelay()
  const page = await openPage('main.ts', block('ts', wsUrl, 2))
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  const { room } = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  const rings: unknown[] = []
  room.signals.on('bell', ({ from, data }) => rings.push([from.person?.name, data]))
  await until(() => room.people.get().some(({ name }) => name === 'Ada'))
  // Whoever is seen may not have been welcomed yet, and what cannot be sent then is not kept.
  await until(async () => {
    await page.mouse.click(10, 10)
    return room.reactions.get().some(({ emoji, count }) => emoji === '👍' && count === 1)
  })
  await page.keyboard.press('b')
  await until(() => rings.length > 0)
  expect(rings).toEqual([['Ada', { minutes: 5 }]])
  room.signals.send('bell', 'now')
  await until(() => said.includes('teacher rings now'))
  // Both within the 4 s that a reaction is shown.
  await until(async () => {
    await page.mouse.click(10, 10)
    room.reactions.send('👍')
    return said.includes('2 × 👍')
  })
})

test('the React page of the README shows people and the queue of hands', async () => {
  const { wsUrl } = await startRelay()
  const code = block('tsx', wsUrl)
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(16)
  const mount = `import { createRoot } from 'react-dom/client'\ncreateRoot(document.getElementById('app')!).render(<App />)\n`
  const page = await openPage('main.tsx', `${code}${mount}`)
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher', hand: true } })
  await page.getByRole('listitem').getByText('teacher').waitFor()
  await page.getByRole('button', { name: '✋' }).click()
  await page.getByRole('listitem').getByText('Ada').waitFor()
  expect(await teacher.waitFor('Ada', ({ hand }) => hand === true)).toBeDefined()
  expect(await page.getByRole('listitem').allTextContents()).toEqual(['teacher', 'Ada'])
})
