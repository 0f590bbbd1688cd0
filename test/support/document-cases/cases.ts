// Cases from seeds: the same seed and size give the same updates.
import { mutate } from '../mutate.ts'
import { type Random, randomFrom } from '../random.ts'
import type { Case, Family } from './case.ts'
import { conflicts } from './conflicts.ts'
import { contents } from './contents.ts'
import { deletions } from './deletions.ts'
import { gaps } from './gaps.ts'

const SOUND: Readonly<Record<string, Family>> = { ...conflicts, ...deletions, ...gaps, ...contents }

/** A sound case, of which some updates are damaged: flipped bits, ends cut off, pieces doubled. */
const damaged: Family = (random, size) => {
  const { updates } = random.pick(Object.values(SOUND))(random, Math.min(size, 200))
  return {
    updates: updates.flatMap((update) => {
      if (update.length === 0 || random.below(3) === 0) return [update]
      return [mutate(update, random), ...random.pick([[], [update]])]
    }),
    isConsistent: false,
  }
}

const FAMILIES: Readonly<Record<string, Family>> = { ...SOUND, damaged }

export interface NamedCase extends Case {
  readonly family: string
  readonly seed: number
  readonly size: number
}

/** One case in three is damaged, since there are so many ways to be. */
const someFamily = (random: Random): string =>
  random.below(3) === 0 ? 'damaged' : random.pick(Object.keys(SOUND))

/** The case of a seed, of one of `sizes`; `family` is one by its name, else it is the seed's as well. */
export const caseOf = (seed: number, sizes: readonly number[], family?: string): NamedCase => {
  const random = randomFrom(seed)
  const name = someFamily(random)
  const size = random.pick(sizes)
  const chosen = family ?? name
  const make = FAMILIES[chosen]
  if (make === undefined) throw new Error(`There is no family ${chosen}.`)
  return { ...make(random, size), family: chosen, seed, size }
}
