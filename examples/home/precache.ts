// A plugin of vite: it builds the service worker with the list of files that it stores.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rollup } from 'vite'

const WORKER = fileURLToPath(new URL('worker/service-worker.ts', import.meta.url))
const PUBLIC = fileURLToPath(new URL('public', import.meta.url))
const FILE = 'sw.js'

type Output = Rollup.OutputChunk | Rollup.OutputAsset

const contentOf = (output: Output): string | Uint8Array =>
  output.type === 'chunk' ? output.code : output.source

/** Parts that only a whiteboard or a document needs, also what is saved of them: they are stored when they have been used, and no phone of a class loads them. */
const USED_LATER = /\/examples\/(whiteboard|editor)\/(inside\.tsx|lesson-part\.ts)$/

/** Each is loaded when it is written with. */
const BOARD_FONTS = 'assets/excalidraw/'

/** The chunks that the page may come to without a whiteboard and a document, by their file names. */
const usedFirst = (bundle: Rollup.OutputBundle): ReadonlySet<string> => {
  const found = new Set<string>()
  const follow = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk' || USED_LATER.test(chunk.facadeModuleId ?? '')) return
    found.add(name)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) follow(next)
  }
  for (const chunk of Object.values(bundle))
    if (chunk.type === 'chunk' && chunk.isEntry) follow(chunk.fileName)
  return found
}

/** Styles and pictures of chunks: those of none are the page's own. */
const assetsOf = (chunk: Rollup.OutputChunk): readonly string[] => {
  const { importedCss, importedAssets } = chunk.viteMetadata ?? {}
  return [...(importedCss ?? []), ...(importedAssets ?? [])]
}

/** The files that are needed later alone. */
const usedLater = (bundle: Rollup.OutputBundle): ReadonlySet<string> => {
  const first = usedFirst(bundle)
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
  const [here, later] = [true, false].map((isFirst) =>
    chunks.filter(({ fileName }) => first.has(fileName) === isFirst),
  )
  const shared = new Set(here?.flatMap(assetsOf))
  return new Set(
    (later ?? []).flatMap((chunk) => [
      chunk.fileName,
      ...assetsOf(chunk).filter((asset) => !shared.has(asset)),
    ]),
  )
}

/** Builds the service worker with the list of the page's files, and with the hash of their content as its version. */
export const precache = (): Plugin => ({
  name: 'homeroom-precache',
  apply: 'build',
  enforce: 'post',

  buildStart() {
    this.emitFile({ type: 'chunk', id: WORKER, fileName: FILE })
  },

  generateBundle: {
    // After vite's own plugin, which puts the page into the bundle.
    order: 'post',
    handler(_options, bundle) {
      const worker = bundle[FILE]
      if (worker?.type !== 'chunk') return this.error('The service worker was not built.')
      if (worker.imports.length > 0 || !worker.code.includes('PRECACHE'))
        return this.error('The service worker is no script of its own, or takes no list.')
      const built = Object.values(bundle)
        .filter(({ fileName }) => fileName !== FILE)
        .map((output) => [output.fileName, contentOf(output)] as const)
      const copied = readdirSync(PUBLIC).map((name) => [name, readFileSync(join(PUBLIC, name))] as const)
      const files = [...built, ...copied]
      const hash = createHash('sha256').update(worker.code)
      for (const [name, content] of files) hash.update(name).update(content)
      const later = usedLater(bundle)
      const list = {
        version: hash.digest('hex').slice(0, 16),
        // A request for the folder gets the page.
        files: files
          .filter(([name]) => !later.has(name) && !name.startsWith(BOARD_FONTS))
          .map(([name]) => (name === 'index.html' ? '' : name)),
      }
      worker.code = worker.code.replaceAll('PRECACHE', JSON.stringify(list))
    },
  },
})
