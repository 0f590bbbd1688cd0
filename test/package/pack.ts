// Packs Homeroom once for all tests of the package, as `npm publish` would.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** The path of the packed file. */
    tarball: string
  }
}

export default ({ provide }: TestProject) => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-pack-'))
  // What is packed was built; a change since then is built here.
  execFileSync('npx', ['tsc', '-b'], { cwd: ROOT, stdio: 'inherit' })
  if (statSync(join(ROOT, 'dist/page/index.html'), { throwIfNoEntry: false }) === undefined)
    throw new Error('There is nothing to pack: npm run build comes before the tests of the package.')
  const out = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT })
  provide('tarball', join(folder, out.toString().trim()))
  return () => rmSync(folder, { recursive: true, force: true })
}
