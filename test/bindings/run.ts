/**
 * Checks every binding with our client and with y-websocket, in two browsers each, and writes docs/bindings.md.
 *
 * Run: npm run bindings [-- --only quill,lexical]; without `--only` the table is written.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { CASES } from './cases.ts'
import { CLIENTS, check } from './check.ts'
import { type Row, tableOf } from './table.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const DOC = fileURLToPath(new URL('../../docs/bindings.md', import.meta.url))

const { values: flags } = parseArgs({ options: { only: { type: 'string' } } })

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Has the packages of the lock file here, and none of them in the project's own folder. */
const install = async (): Promise<void> => {
  const [lock, made] = [join(FOLDER, 'package-lock.json'), join(FOLDER, 'node_modules/.package-lock.json')]
  if (existsSync(made) && (await stat(made)).mtimeMs > (await stat(lock)).mtimeMs) return
  say('installs the bindings')
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER })
}

const bundle = async (outDir: string): Promise<void> => {
  await build({
    root: join(FOLDER, 'pages'),
    base: './',
    configFile: false,
    logLevel: 'error',
    // The client is built from its sources, and meets the same Yjs as the bindings.
    resolve: { dedupe: ['yjs', 'y-protocols', 'lib0', 'react', 'react-dom'] },
    define: { 'process.env.IS_PREACT': '"false"' },
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 20_000 },
  })
}

const versionsOf = async (packages: readonly string[]): Promise<string> => {
  const versions = packages.map(async (name) => {
    const { version } = JSON.parse(await readFile(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8'))
    return `${name} ${version}`
  })
  return (await Promise.all(versions)).join(', ')
}

await install()
const wanted = flags.only?.split(',')
const outDir = await mkdtemp(join(tmpdir(), 'homeroom-bindings-'))
const onEnd: (() => Promise<void>)[] = [() => rm(outDir, { recursive: true, force: true })]
try {
  await bundle(outDir)
  const pages = await preview({
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0 },
  })
  onEnd.push(() => pages.close())
  const [pagesUrl = ''] = pages.resolvedUrls?.local ?? []
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  onEnd.push(() => browser.close())
  const rows: Row[] = []
  for (const binding of CASES.filter(({ name }) => wanted?.includes(name) ?? true)) {
    const versions = await versionsOf(binding.packages)
    for (const client of CLIENTS) {
      const found = await check({ browser, pagesUrl, binding, client })
      rows.push({ title: binding.title, versions, client, found })
      say(`${binding.name}, ${client}: ${JSON.stringify(found)}`)
    }
  }
  if (wanted === undefined) await writeFile(DOC, tableOf(rows, await versionsOf(['yjs', 'y-websocket'])))
} finally {
  for (const end of onEnd.reverse()) await end()
}
