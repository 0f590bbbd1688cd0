// Two pupils of one name: each has a number behind it, by which they are called and found.

import { foldedName } from './namesake.ts'

interface Twin {
  /** What stays with a person, on each page and in the attendance. */
  readonly key: string
  readonly name: string
}

/** FNV-1a: the same on each page, so that everyone says the same number. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

/** A number of so many digits, without a zero in front. */
const numberOf = (key: string, digits: number): string => {
  const least = 10 ** (digits - 1)
  return `${least + (hash(key) % (9 * least))}`
}

/** The shortest numbers that tell these keys apart. */
const numbersOf = (keys: readonly string[]): readonly string[] => {
  for (let digits = 2; digits < 9; digits++) {
    const numbers = keys.map((key) => numberOf(key, digits))
    if (new Set(numbers).size === keys.length) return numbers
  }
  return keys
}

/**
 * By key, the names with a number behind them of those people who share theirs with others; all other people keep theirs. The number
 * comes from the key: it is the same for everyone, and who comes and goes does not change it.
 */
export const twinNames = (people: Iterable<Twin>): ReadonlyMap<string, string> => {
  const groups = new Map<string, Map<string, string>>()
  for (const { key, name } of people) {
    const folded = foldedName(name)
    const group = groups.get(folded) ?? new Map<string, string>()
    groups.set(folded, group.set(key, name))
  }
  const names = new Map<string, string>()
  for (const group of groups.values()) {
    if (group.size < 2) continue
    const numbers = numbersOf([...group.keys()])
    for (const [index, [key, name]] of [...group].entries()) names.set(key, `${name} ${numbers[index]}`)
  }
  return names
}
