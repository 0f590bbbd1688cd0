// The pages of the relay for all tests in a browser, as their sources are now: where `dist/page` is older, they are built once.
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folders with a built page each. */
    classroom: string
    inspector: string
  }
}

const BUILT = join(ROOT, 'dist/page')
const ENTRIES = ['index.html', 'inspect.html'].map((name) => join(BUILT, name))
const SOURCES = ['{client,shared,examples}/**/*.*', 'package-lock.json']

const writtenMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Whether `npm run build` has built both since a source was last written. */
const isCurrent = (): boolean => {
  const builtMs = Math.min(...ENTRIES.map(writtenMs))
  return globSync(SOURCES, { cwd: ROOT }).every((source) => writtenMs(join(ROOT, source)) < builtMs)
}

export default ({ provide }: TestProject) => {
  if (isCurrent()) {
    provide('classroom', BUILT)
    provide('inspector', BUILT)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-pages-'))
  for (const [page, source] of [
    ['classroom', 'home'],
    ['inspector', 'inspector'],
  ] as const) {
    const outDir = join(folder, page)
    const args = ['vite', 'build', `examples/${source}`, '--outDir', outDir, '--emptyOutDir']
    // As it is shipped: the runner's own NODE_ENV would build it with what packages have for development.
    const env = { ...process.env, NODE_ENV: 'production' }
    execFileSync('npx', [...args, '--logLevel', 'error'], { cwd: ROOT, stdio: 'inherit', env })
    provide(page, outDir)
  }
  return () => rmSync(folder, { recursive: true, force: true })
}
