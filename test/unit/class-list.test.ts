import { expect, test } from 'vitest'
import type { Compared, Here } from '../../examples/common/class-list/class-list.ts'

// By its address: the page is compiled with other types than the tests.
const url = new URL('../../examples/common/class-list/class-list.ts', import.meta.url)
const { namesIn, compared, keepClassList, readClassList } = (await import(url.href)) as {
  namesIn(text: string): readonly string[]
  compared(names: readonly string[], here: readonly Here[]): Compared<Here>
  keepClassList(room: string, text: string, shelf: object): void
  readClassList(room: string, shelf: object): string
}

/** Names that are missing, and people who are not on the list. */
const between = (names: readonly string[], here: readonly string[]) => {
  const { missing, others, present } = compared(
    names,
    here.map((name, index) => ({ key: `k${index}`, name })),
  )
  expect([...present.values(), ...missing].toSorted()).toEqual(names.toSorted())
  return [missing, others.map(({ name }) => name)]
}

test('class list: a name a line, as registers and spreadsheets have them', () => {
  const text = ' Mia Rossi \r\n\n2. Ben  Olsen\n3)\tAda\n4;Zoe\n5 فاطمة\nPupil 2\n3M\n12\n'
  expect(namesIn(text)).toEqual(['Mia Rossi', 'Ben Olsen', 'Ada', 'Zoe', 'فاطمة', 'Pupil 2', '3M', '12'])
})

test('class list: the same name in another order, case or accent is the same one', () => {
  const names = ['Rossi, Mia', 'Zoë Müller', 'Jean-Luc O’Neil', 'فَاطِمَة']
  expect(between(names, ['mia rossi', 'ZOE MULLER', 'jean luc o neil', 'فاطمة'])).toEqual([[], []])
})

test('class list: part of a name is enough where it is part of one alone', () => {
  const names = ['Mia Rossi', 'Ben Olsen', 'Ben Kim', 'Ada']
  expect(between(names, ['Mia', 'Ben K.', 'Ada Lovelace'])).toEqual([['Ben Olsen'], []])
  expect(between(names, ['Ben'])).toEqual([['Mia Rossi', 'Ben Olsen', 'Ben Kim', 'Ada'], ['Ben']])
  // Once the other one is here it is clear.
  expect(between(names, ['Ben', 'Ben Kim'])).toEqual([['Mia Rossi', 'Ada'], []])
  expect(between(names, ['Benjamin', 'Mi'])).toEqual([names, ['Benjamin', 'Mi']])
})

test('class list: a missing name says which people it may be, until that is clear', () => {
  const perhaps = (names: readonly string[], here: readonly string[]) =>
    compared(
      names,
      here.map((name, index) => ({ key: `${name} ${index}`, name })),
    ).perhaps.map(([name, { key }]) => `${name}: ${key}`)
  const names = ['Mia Rossi', 'Mia Kim', 'Ben']
  expect(perhaps(names, ['Mia', 'Mia', 'Zoe', ''])).toEqual([
    'Mia Rossi: Mia 0',
    'Mia Rossi: Mia 1',
    'Mia Kim: Mia 0',
    'Mia Kim: Mia 1',
  ])
  expect(perhaps(names, ['Mia', 'Mia Kim'])).toEqual([])
})

test('class list: two of one name are two, and a second device of a pupil is no other name of the list', () => {
  expect(between(['Ada', 'Ada', 'Zoe'], ['Ada'])).toEqual([['Ada', 'Zoe'], []])
  expect(between(['Mia Rossi', 'Zoe'], ['Mia', 'Mia Rossi'])).toEqual([['Zoe'], ['Mia']])
})

test('class list: somebody without a name is nobody of the list, and emoji alone are a name', () => {
  expect(between(['N', 'Ada'], ['', ''])).toEqual([
    ['N', 'Ada'],
    ['', ''],
  ])
  expect(between(['🦊', 'Ada'], ['🦊', '🐻'])).toEqual([['Ada'], ['🐻']])
})

test('class list: it is kept for its room alone, and one without names is none', () => {
  const kept = new Map<string, string>()
  const shelf = {
    read: (key: string) => kept.get(key) ?? null,
    write: (key: string, value: string | null) =>
      void (value === null ? kept.delete(key) : kept.set(key, value)),
  }
  keepClassList('7b', 'Ada\nZoe', shelf)
  expect([readClassList('7b', shelf), readClassList('7c', shelf)]).toEqual(['Ada\nZoe', ''])
  keepClassList('7b', ' \n', shelf)
  expect([...kept]).toEqual([])
})
