import { existsSync, readFileSync } from 'node:fs'

/** The version of Homeroom that runs, as its package says: of the sources, or of what is built of them. */
export const readVersion = (): string => {
  const files = ['../../package.json', '../../../package.json'].map((path) => new URL(path, import.meta.url))
  const file = files.find((url) => existsSync(url))
  return file === undefined ? 'unknown' : JSON.parse(readFileSync(file, 'utf8')).version
}
