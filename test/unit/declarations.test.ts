// The types that an embedder compiles against: what they import comes with the package, or is not there.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Packages that a declaration file of the build leads to, by its imports and theirs. */
const packagesOf = (entry: string): ReadonlySet<string> => {
  const packages = new Set<string>()
  const files = new Set([resolve(ROOT, entry)])
  for (const file of files) {
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
      if (fileName.startsWith('.')) files.add(resolve(dirname(file), fileName.replace(/\.[jt]s$/, '.d.ts')))
      else if (!fileName.startsWith('node:')) packages.add(fileName)
    }
  }
  return packages
}

/** Packages without types of their own: those are another package, which an embedder need not have. */
const { devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
const untyped = Object.keys(devDependencies).flatMap((name) => /^@types\/(.*)$/.exec(name)?.[1] ?? [])

test.each(['server/index', 'server/token', 'client/index'])(
  'the types of dist/%s.d.ts name no package that has none of its own',
  (entry) => {
    const packages = packagesOf(`dist/${entry}.d.ts`)
    expect(untyped).toContain('ws')
    expect(untyped.filter((name) => packages.has(name))).toEqual([])
  },
)

test('the types of the relay are found at all', () => {
  expect(packagesOf('dist/server/index.d.ts')).toContain('hono')
})
