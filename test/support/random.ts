/** Numbers that look random and are the same for the same seed, which the title of the test names. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0

  /** A fraction from 0 to 1, without 1. */
  const next = (): number => {
    // Stirred twice, so that near seeds do not give near numbers.
    state = (state + 0x9e3779b9) >>> 0
    const stirred = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    return (Math.imul(stirred ^ (stirred >>> 12), 0x297a2d39) >>> 0) / 2 ** 32
  }
  /** A whole number from 0 to `end`, without `end`. */
  const below = (end: number): number => Math.floor(next() * end)

  return {
    below,
    pick: <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value,
    bytes: (length: number): Uint8Array => Uint8Array.from({ length }, () => below(256)),
  }
}

export type Random = ReturnType<typeof randomFrom>

/** Some seed: printed in the title of the test that uses it. */
export const someSeed = (): number => Number(process.env.HOMEROOM_SEED ?? Math.floor(Math.random() * 2 ** 32))

/** How many rounds of chance a test plays: `few` with the others, as many as its command says where that runs it alone. */
export const rounds = (few: number): number => Number(process.env.HOMEROOM_ROUNDS ?? few)
