import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import vue from '@vitejs/plugin-vue'
import type { InlineConfig, Plugin } from 'vite'
import { expect, test } from 'vitest'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { findFiles, readText } from '../support/files.ts'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { until } from '../support/until.ts'
import { buildInto } from './build-page.ts'

const browser = await launchBrowser()
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

type Example = 'vue' | 'svelte'

/** The example as it stands, but with the relay of the test, its room and what its listeners hear, and a function that ends it. */
const forTest = (example: Example, wsUrl: string): Plugin => ({
  name: 'for-test',
  enforce: 'pre',
  transform: (code, id) =>
    // The parts of a file, which have a query, are taken from the whole.
    id.includes('?')
      ? code
      : code
          .replaceAll('ws://127.0.0.1:1234', wsUrl)
          .replace(/^const status = .*$/m, '$&\nglobalThis.room = room')
          .replace(/^const people = .*$/m, `$&\n${listening(example)}`) +
        (id.endsWith(`/${example}/main.ts`) ? UNMOUNT[example] : ''),
})

const LISTENERS = {
  vue: ['usePeopleEvents', 'useSignal', 'useSmooth'],
  svelte: ['onPeopleEvent', 'onSignal', 'onSmooth'],
} as const

const listening = (example: Example): string => {
  const [onPeople, onSignal, onSmooth] = LISTENERS[example]
  return `import { ${LISTENERS[example]} } from 'homeroom/${example}'
globalThis.heard = []
${onPeople}(({ type, person }) => heard.push(type + ' ' + person.name))
${onSignal}('bell', ({ data }) => heard.push('bell ' + data))
${onSmooth}((points) => { for (const { x } of points.values()) heard.push('at ' + x) })`
}

/** For the test to call. */
const UNMOUNT = {
  vue: "globalThis.unmount = () => document.querySelector('#app').__vue_app__.unmount()",
  svelte: "import { unmount as end } from 'svelte'; globalThis.unmount = () => end(page)",
}

const build = (example: Example, wsUrl: string, more: InlineConfig = {}) =>
  buildInto(`../../examples/${example}`, {
    ...more,
    configFile: false,
    plugins: [
      forTest(example, wsUrl),
      example === 'vue' ? vue() : svelte({ configFile: false }),
      ...(more.plugins ?? []),
    ],
    resolve: { alias: { [`homeroom/${example}`]: path(`../../client/${example}.ts`) } },
  })

const open = async (example: Example, wsUrl: string) => {
  const folder = await build(example, wsUrl)
  const url = await serveFolder(folder)
  return async () => {
    const page = await browser.newPerson()
    failOnPageErrors(page)
    await page.goto(url)
    const people = () => page.getByRole('listitem').allTextContents()
    const shows = (expected: string[]) =>
      until(
        async () => JSON.stringify((await people()).sort()) === JSON.stringify(expected),
        `the list is ${expected}`,
      )
    const hears = (words: string) =>
      until(() => page.evaluate(`heard.includes('${words}')`), `${words} was heard`)
    return { page, shows, hears }
  }
}

test.each(['vue', 'svelte'] as const)('the example for %s: two people see each other', async (example) => {
  const { wsUrl } = await startRelay()
  const openPage = await open(example, wsUrl)
  const first = await openPage()
  const second = await openPage()
  await first.page.getByText('connected').waitFor()
  await first.shows(['Ada', 'Ada'])
  await first.page.getByLabel('Name').fill('teacher')
  await first.page.getByLabel('Name').blur()
  await second.shows(['Ada', 'teacher'])
  await second.page.getByRole('button', { name: 'Raise hand' }).click()
  await first.shows(['Ada ✋', 'teacher'])
  await second.page.getByRole('button', { name: 'Lower hand' }).waitFor()
  await second.page.evaluate('unmount()')
  await first.shows(['teacher'])
})

test.each(['vue', 'svelte'] as const)(
  'the listeners of %s hear of people, signals and moves, and go on where a copy was dropped',
  async (example) => {
    const { wsUrl } = await startRelay()
    const openPage = await open(example, wsUrl)
    const first = await openPage()
    await first.page.getByText('connected').waitFor()
    const second = await openPage()
    await second.page.evaluate('room.self.set({ x: 5, y: 5 })')
    await first.hears('at 5')
    await first.shows(['Ada', 'Ada'])
    await second.page.evaluate('room.copy.drop()')
    await first.hears('left Ada')
    // As it was at first: a new client in the room, by the same components.
    await second.shows(['Ada', 'Ada'])
    await second.page.getByRole('button', { name: 'Raise hand' }).click()
    await first.shows(['Ada', 'Ada ✋'])
    await first.page.evaluate('room.signals.send("bell", 1)')
    await second.hears('bell 1')
    await first.page.evaluate('room.self.set({ x: 7, y: 7 })')
    await second.hears('at 7')
    await second.page.evaluate('unmount()')
    await first.shows(['Ada'])
  },
)

const ON_SERVER = {
  vue: `import { createSSRApp } from 'vue'
    import { renderToString } from 'vue/server-renderer'
    import App from '/app.vue'
    export const render = () => renderToString(createSSRApp(App))`,
  svelte: `import { render as renderApp } from 'svelte/server'
    import App from '/app.svelte'
    export const render = () => renderApp(App).body`,
}

test.each(['vue', 'svelte'] as const)(
  'a server renders the example for %s, and joins nothing',
  async (example) => {
    const entry: Plugin = {
      name: 'server-entry',
      resolveId: (id) => (id === 'server-entry' ? id : null),
      load: (id) => (id === 'server-entry' ? ON_SERVER[example] : null),
    }
    const folder = await build(example, 'ws://127.0.0.1:1', {
      plugins: [entry],
      ssr: { noExternal: true },
      build: {
        ssr: true,
        rolldownOptions: { input: 'server-entry', output: { entryFileNames: 'entry.mjs' } },
      },
    })
    const print = `import('${folder}/entry.mjs').then(({ render }) => render()).then((html) => console.log(html))`
    // It ends by itself: no timer and no socket is left.
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', print], { timeout: 30_000 })
    const html = stdout.replaceAll(/<!--.*?-->/g, '')
    expect(html).toContain('<p>connecting</p>')
    expect(html).toContain('value="Ada"')
    expect(html).not.toContain('<li')
  },
)

test('each example has about 20 lines of its own', () => {
  for (const [example, extension] of [
    ['vue', 'vue'],
    ['svelte', 'svelte'],
  ]) {
    const lines = findFiles(`examples/${example}/*.${extension}`).flatMap((file) =>
      readText(file)
        .split('\n')
        .filter((line) => line.trim() !== ''),
    )
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.length).toBeLessThanOrEqual(30)
  }
})
