/** Numbers that a seed gives: the same seed, the same numbers. */
export interface Random {
  /** From 0, to below 1. */
  unit(): number
  /** A whole number from 0, to below `end`. */
  below(end: number): number
  between(least: number, end: number): number
  pick<Value>(list: readonly Value[]): Value
}

const STEP = 0x9e3779b9
const UINT_32 = 2 ** 32

/** SplitMix32: small, and even enough for people who walk about. https://doi.org/10.1145/2714064.2660195 */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  const unit = () => {
    state = (state + STEP) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    mixed ^= mixed >>> 15
    return (mixed >>> 0) / UINT_32
  }
  const below = (end: number) => Math.floor(unit() * end)
  return {
    unit,
    below,
    between: (least, end) => least + unit() * (end - least),
    pick: <Value>(list: readonly Value[]) => list[below(list.length)] as Value,
  }
}
