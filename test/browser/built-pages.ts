// Builds the pages of the relay once for all tests in a browser, from their sources as they are now: `dist/page` may be older.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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

export default ({ provide }: TestProject) => {
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
