// Builds, unless nothing has changed since the last build: `npm start`. A class that waits for its relay does not wait for a build.

import { execSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The last file that a build writes. */
const LAST_BUILT = 'dist/page/inspect.html'

/** All that a build reads. The lock file stands for the packages. */
const READ = [
  ...['shared', 'client', 'server', 'recording', 'bots', 'examples'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'],
]

/** When a file, or anything in a folder, was changed last, in ms since 1970; a folder changes with what is taken out of it. */
const changedMs = (path: string): number => {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .reduce((newest, name) => Math.max(newest, changedMs(join(path, name))), stats.mtimeMs)
}

/**
 * Whether the last build under a root is newer than all that it read.
 *
 * @example
 * isBuilt('/srv/homeroom')
 */
export const isBuilt = (root: string): boolean => {
  const builtMs = statSync(join(root, LAST_BUILT), { throwIfNoEntry: false })?.mtimeMs
  return builtMs !== undefined && READ.every((path) => changedMs(join(root, path)) < builtMs)
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isBuilt(ROOT)) {
  console.log('Homeroom builds itself first, which takes about half a minute; the next start is quick.')
  execSync('npm run --silent build', { cwd: ROOT, stdio: 'inherit' })
}
