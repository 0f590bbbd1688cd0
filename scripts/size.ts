// What a page loads of Homeroom, gzipped, as esbuild bundles it, and what the classroom loads at first: `npm run size`, after
// `npm run build`. Fails where it is too much.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A page that has Yjs already: what comes with it, as parts of lib0, costs nothing more. */
const YJS = "export * from 'yjs'"

interface Measured {
  readonly name: string
  readonly entry: string
  /** What the page has without it. */
  readonly beside: string
  /** The size may be so large, in bytes. */
  readonly limit: number
}

const MEASURED: readonly Measured[] = [
  {
    name: 'homeroom/client beyond yjs',
    entry: "export * from './dist/client/index.js'",
    beside: YJS,
    limit: 25_000,
  },
  {
    name: 'homeroom/presence with joinPresence, all in',
    entry: "export { joinPresence } from './dist/client/presence.js'",
    beside: '',
    limit: 12_000,
  },
  {
    name: 'homeroom/presence with presenceOver, all in',
    entry: "export { presenceOver } from './dist/client/presence.js'",
    beside: '',
    limit: 6_300,
  },
  {
    name: 'homeroom/draw, all in',
    entry: "export * from './dist/client/draw.js'",
    beside: '',
    limit: 1_100,
  },
  {
    name: 'homeroom/versions beyond homeroom/client',
    entry: "export * from './dist/client/versions.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 1_000,
  },
  {
    name: 'homeroom/claims beyond homeroom/client',
    entry: "export * from './dist/client/claims.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 1_600,
  },
  {
    name: 'homeroom/chat beyond homeroom/client',
    entry: "export * from './dist/client/chat.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 2_000,
  },
  {
    name: 'homeroom/lesson beyond homeroom/client',
    entry: "export * from './dist/client/lesson.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 1_300,
  },
  {
    name: 'homeroom/excalidraw beyond homeroom/client',
    entry: "export * from './dist/client/excalidraw.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 12_000,
  },
]

/** Bytes of a module that is bundled with all that it imports, lazily too, minified and gzipped. */
const bytesOf = async (contents: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0)
}

/** What a phone that joins waits for: the page with the scripts and styles that it names. Parts of it come later. */
const FIRST_LOAD_BYTES = 150_000

const firstLoad = (): number => {
  const folder = `${ROOT}dist/page/`
  const page = readFileSync(`${folder}index.html`, 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file ?? '',
  )
  if (named.length < 2)
    throw new Error('dist/page/index.html names no script and style: run `npm run build`.')
  // The smallest files are sent as they are.
  const sentAs = (file: string) => (existsSync(`${folder}${file}.gz`) ? `${file}.gz` : file)
  return ['index.html', ...named].reduce((sum, file) => sum + statSync(`${folder}${sentAs(file)}`).size, 0)
}

const report = (name: string, bytes: number, limit: number): void => {
  const kB = (size: number) => `${(size / 1000).toFixed(1)} kB`
  console.log(`${name}: ${kB(bytes)} of ${kB(limit)}`)
  if (bytes > limit) process.exitCode = 1
}

for (const { name, entry, beside, limit } of MEASURED)
  report(name, (await bytesOf(`${beside}\n${entry}`)) - (beside === '' ? 0 : await bytesOf(beside)), limit)
report('the classroom, at first', firstLoad(), FIRST_LOAD_BYTES)
