import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { readText } from '../../support/files.ts'

/** What a file loads when it runs: imports of types alone are none. */
const loadedBy = (file: string): string[] =>
  [...readText(file).matchAll(/^(?:import|export) (?!type\b)(?:[\w\s{},*]*? from )?'([^']+)'/gm)].map(
    ([, name = '']) => (name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), name)) : name),
  )

/** The packages that an entry loads, with all that it imports. */
const packagesOf = (entry: string): Set<string> => {
  const seen = new Set<string>()
  const next = [entry]
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    if (file.endsWith('.ts')) next.push(...loadedBy(file))
  }
  return new Set([...seen].filter((name) => !name.endsWith('.ts')))
}

test('homeroom/presence loads no Yjs, bundled or not', () => {
  expect(packagesOf('client/presence.ts')).toEqual(new Set(['lib0/decoding', 'lib0/encoding', 'lib0/string']))
  expect(packagesOf('client/index.ts')).toContain('yjs')
})
