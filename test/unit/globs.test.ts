import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roomGlob } from '../../server/gate/globs.ts'

const matches = (glob: string, room: string) => roomGlob(glob)?.(room)

test.each([
  ['school/5b', 'school/5b', true],
  ['school/5b', 'school/5bc', false],
  ['school/*', 'school/5b', true],
  ['school/*', 'school/', true],
  ['school/*', 'school/5b/board', false],
  ['*/board', '5b/board', true],
  ['*/board', 'a/5b/board', false],
  ['**/board', 'a/5b/board', true],
  ['**', 'a/b/c', true],
  ['***', 'a/b/c', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a.c', 'abc', false],
  ['**a*b', 'xaxb/ab', true],
  ['**a*b', 'ab/a/b', false],
  ['caf\u0065\u0301*', 'caf\u00e9-5', true],
  ['*', '\u{1D552}', true],
])('[GA5] the glob %j and the room %j: %s', (glob, room, isMatch) => {
  expect(matches(glob, room)).toBe(isMatch)
})

/** The same rule by the engine of the language, which may take for ever over many stars. */
const byRegExp = (glob: string, room: string): boolean => {
  const source = glob.replace(/\*+|\./g, (part) => (part === '.' ? '\\.' : part === '*' ? '[^/]*' : '.*'))
  return new RegExp(`^${source}$`, 'u').test(room)
}

test('[GA5] a glob matches as its regular expression does', () => {
  const text = (...chars: string[]) => fc.string({ unit: fc.constantFrom(...chars), maxLength: 10 })
  fc.assert(
    fc.property(text('a', 'b', '/', '.', '*'), text('a', 'b', '/', '.'), (glob, room) => {
      expect(matches(glob, room)).toBe(byRegExp(glob, room))
    }),
    { numRuns: 2_000 },
  )
})

test('[GA5][X24] a glob of many stars is matched in steps that do not multiply', () => {
  // The longest there are: with backtracking no machine comes to the end of one of them.
  const room = 'a'.repeat(128)
  for (const star of ['**', '*']) {
    const stars = `${star}a`.repeat(Math.floor(255 / (star.length + 1)))
    expect(matches(`${stars}b`, room)).toBe(false)
    expect(matches(`${stars}*`, room)).toBe(true)
  }
})

test('[GA5] a glob that is longer than any room id needs is none', () => {
  expect(roomGlob('a'.repeat(256))).not.toBe(null)
  expect(roomGlob('a'.repeat(257))).toBe(null)
})
