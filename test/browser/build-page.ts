import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig } from 'vite'
import { onTestCleanup } from '../support/cleanup.ts'

/** Builds what stands in a folder. Gives the folder that it is built into. */
export const buildInto = async (path: string, config: InlineConfig): Promise<string> => {
  const outDir = await mkdtemp(join(tmpdir(), 'homeroom-pages-'))
  onTestCleanup(() => rm(outDir, { recursive: true, force: true }))
  await build({
    root: fileURLToPath(new URL(path, import.meta.url)),
    logLevel: 'error',
    ...config,
    build: { ...config.build, outDir, emptyOutDir: true },
  })
  return outDir
}

/** Builds the editor pages, each in a folder of its name; `alias` names a package that stands in for another one. */
export const buildEditorPages = (
  names: readonly string[],
  alias: Readonly<Record<string, string>> = {},
): Promise<string> =>
  buildInto('pages', {
    base: './',
    configFile: false,
    resolve: { alias },
    build: {
      // Nothing is downloaded over a network here: the size says nothing.
      chunkSizeWarningLimit: 5000,
      rolldownOptions: {
        input: names.map((name) => fileURLToPath(new URL(`pages/${name}/index.html`, import.meta.url))),
      },
    },
  })
