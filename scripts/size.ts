// What a page loads of Homeroom, gzipped, as esbuild bundles it, and what the classroom loads at first: `npm run size`, after
// `npm run build`. Fails where it is too much.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
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
    limit: 1_150,
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
    name: 'homeroom/crowd beyond homeroom/client',
    entry: "export * from './dist/client/crowd.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 800,
  },
  {
    name: 'homeroom/lesson beyond homeroom/client',
    entry: "export * from './dist/client/lesson.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 1_300,
  },
  {
    name: 'homeroom/pictures beyond homeroom/client',
    entry: "export * from './dist/client/pictures.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 2_500,
  },
  {
    name: 'homeroom/excalidraw beyond homeroom/client',
    entry: "export * from './dist/client/excalidraw.js'",
    beside: "export * from './dist/client/index.js'",
    limit: 16_000,
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

/** What a phone that comes by a code waits for: the page with the scripts and styles that it names. */
const LOBBY_BYTES = 60_000
/** The same with the room behind it, as by an address that names one: all but the tools of the board and what a press opens. */
const ROOM_BYTES = 150_000
/** What a class's service worker stores beside it, behind it: dialogs, tools and languages, and nothing of a whiteboard or a document. */
const STORED_BYTES = 150_000

const PAGE = `${ROOT}dist/page/`

/** The smallest files are sent as they are. */
const sentBytes = (file: string): number =>
  statSync(existsSync(`${PAGE}${file}.gz`) ? `${PAGE}${file}.gz` : `${PAGE}${file}`).size

/** A script with those that it cannot begin without. */
const withImports = (script: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(script)) return found
  found.add(script)
  for (const [, file] of readFileSync(`${PAGE}${script}`, 'utf8').matchAll(
    /(?:from|import)"\.\/([^"]+\.js)"/g,
  ))
    withImports(`assets/${file}`, found)
  return found
}

const fail = (message: string): never => {
  throw new Error(`${message} Run \`npm run build\`.`)
}

/** Each kind of room has a script by that name: the classroom's alone needs its context. */
const isClassroom = (file: string): boolean =>
  /^inside-[^.]+\.js$/.test(file) &&
  readFileSync(`${PAGE}assets/${file}`, 'utf8').includes('./classroom-context-')

/** The files that the page names, and those that the room needs as well. */
const firstLoads = () => {
  const page = readFileSync(`${PAGE}index.html`, 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file ?? '',
  )
  if (named.length < 2) fail('dist/page/index.html names no script and style.')
  const [inside, ...others] = readdirSync(`${PAGE}assets`).filter(isClassroom)
  if (others.length > 0) fail('dist/page has several scripts of a classroom.')
  const lobby = new Set(['index.html', ...named])
  const room = new Set([
    ...lobby,
    ...withImports(`assets/${inside ?? fail('dist/page has no script of a classroom.')}`),
  ])
  const stored = new Set(readFileSync(`${PAGE}sw.js`, 'utf8').match(/assets\/[\w.~-]+/g))
  const sum = (files: Iterable<string>) => [...files].reduce((bytes, file) => bytes + sentBytes(file), 0)
  return { lobby: sum(lobby), room: sum(room), stored: sum([...stored].filter((file) => !room.has(file))) }
}

const report = (name: string, bytes: number, limit: number): void => {
  const kB = (size: number) => `${(size / 1000).toFixed(1)} kB`
  console.log(`${name}: ${kB(bytes)} of ${kB(limit)}`)
  if (bytes > limit) process.exitCode = 1
}

for (const { name, entry, beside, limit } of MEASURED)
  report(name, (await bytesOf(`${beside}\n${entry}`)) - (beside === '' ? 0 : await bytesOf(beside)), limit)
const { lobby, room, stored } = firstLoads()
report('the classroom until its lobby is there', lobby, LOBBY_BYTES)
report('the classroom until its room is there', room, ROOM_BYTES)
report('what its service worker stores beside that', stored, STORED_BYTES)
