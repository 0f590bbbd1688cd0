// The names of a class as its teacher has them, compared with the people who are here.

import { inBrowser, type Shelf } from '../page/storage.ts'

/** Somebody who is here. */
export interface Here {
  readonly key: string
  readonly name: string
}

export interface Compared<Person extends Here> {
  /** The names of the list that are here, by the key of the person who has each. */
  readonly present: ReadonlyMap<string, string>
  /** The names of the list that nobody here has, in its order. */
  readonly missing: readonly string[]
  /** Those who are here under a name that is not on the list, or that more than one name of it may be. */
  readonly others: readonly Person[]
  /** Each missing name with a person whom it may be: several people may have it, or that person has several names to choose from. */
  readonly perhaps: readonly (readonly [name: string, person: Person])[]
}

const keyOf = (room: string): string => `class-list:${room}`

/** The list of a room, as it was typed; empty where there is none. It is in this browser alone: the relay notes who came, and has no list of who should. */
export const readClassList = (room: string, shelf: Shelf = inBrowser): string => shelf.read(keyOf(room)) ?? ''

const listeners = new Set<() => void>()

/** Calls `listener` when a list of this page has changed, until the returned function is called. */
export const onClassList = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const keepClassList = (room: string, text: string, shelf: Shelf = inBrowser): void => {
  shelf.write(keyOf(room), namesIn(text).length === 0 ? null : text)
  for (const listener of listeners) listener()
}

/** The number before a name, as registers and spreadsheets have it. */
const NUMBERED = /^\d+[\s.):;,]+(?=\p{L})/u

/** The names of a list: one a line, as it was typed or pasted. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(NUMBERED, '').replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '')

/** Accents of Latin, Greek and Cyrillic letters, the vowel signs of Arabic, and its line that stretches a word: many leave them out. */
const MARKS = /[\u0300-\u036F\u064B-\u0652\u0640]/g

/** The words of a name, whatever their order, case and accents: "Rossi, Mia" is "mia rossi". */
const wordsOf = (name: string): readonly string[] => {
  const plain = name.normalize('NFKD').toUpperCase().toLowerCase().replace(MARKS, '').normalize('NFC')
  const words = plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [plain.trim()]
  return words.toSorted()
}

/** Whether each of `words` is one of `others`, or the first letter of one. */
const fits = (words: readonly string[], others: readonly string[]): boolean => {
  const left = [...others]
  // Whole words first: the letter of another name does not take them.
  return words
    .toSorted((a, b) => b.length - a.length)
    .every((word) => {
      const at = left.findIndex(
        (other) => other === word || ([...word].length === 1 && other.startsWith(word)),
      )
      if (at >= 0) left.splice(at, 1)
      return at >= 0
    })
}

/** Compares the names of a list with those who are here. Part of a name is enough where it is part of one name alone. */
export const compared = <Person extends Here>(
  names: readonly string[],
  here: readonly Person[],
): Compared<Person> => {
  const entries = new Map(names.map((name, index) => [index, { name, words: wordsOf(name) }]))
  const people = new Map(here.map((person) => [person.key, { person, words: wordsOf(person.name) }]))
  const present = new Map<string, string>()
  const take = (
    isSame: (words: readonly string[], entry: readonly string[]) => boolean,
    isAlone: boolean,
  ) => {
    let taken = 0
    // Those who say more of their name come first.
    for (const [key, { words }] of [...people].toSorted(
      ([, a], [, b]) => b.words.join().length - a.words.join().length,
    )) {
      const found = [...entries].filter(([, entry]) => isSame(words, entry.words))
      const [first] = found
      if (first === undefined || (isAlone && found.length > 1)) continue
      present.set(key, first[1].name)
      entries.delete(first[0])
      people.delete(key)
      taken++
    }
    return taken
  }
  const isPart = (words: readonly string[], entry: readonly string[]) =>
    fits(words, entry) || fits(entry, words)
  take((words, entry) => words.join() === entry.join(), false)
  // Each name that is taken may leave one for a person who had the choice of two.
  while (take(isPart, true) > 0);
  return {
    present,
    missing: [...entries.values()].map(({ name }) => name),
    others: [...people.values()].map(({ person }) => person),
    perhaps: [...entries.values()].flatMap((entry) =>
      [...people.values()]
        .filter(({ words }) => isPart(words, entry.words))
        .map(({ person }) => [entry.name, person] as const),
    ),
  }
}
