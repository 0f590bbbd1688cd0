/**
 * A place on the page that tells which of its sender's states it is, so that a receiver knows how old what it has is.
 * It stands on a grid of 1/50 000, the steps of `homeroom.v1`: on every wire it is told apart from its neighbours.
 */
const STEPS = 50_000

/** States are numbered modulo 2^15, which stays within a page. */
const MASK = 0x7fff

/** A coordinate's offset within its step: off the grid it has as many digits as a real pointer's. */
const OFF_GRID = 0.123456789

/** Odd factors are one-to-one modulo a power of 2; these two spread neighbours over the whole page. */
const X_FACTOR = 20103
const Y_FACTOR = 25173
const Y_SHIFT = 13849

/** The number whose product with `factor` is 1 modulo 2^15 (Newton's iteration doubles the bits that are right). */
const inverse = (factor: number): number => {
  let result = factor
  for (let i = 0; i < 5; i++) result = Math.imul(result, 2 - Math.imul(factor, result)) & MASK
  return result
}

const X_INVERSE = inverse(X_FACTOR)
const Y_INVERSE = inverse(Y_FACTOR)

export const xStep = (seq: number): number => Math.imul(seq, X_FACTOR) & MASK
export const yStep = (seq: number): number => (Math.imul(seq, Y_FACTOR) + Y_SHIFT) & MASK

export const toCoordinate = (step: number): number => (step + OFF_GRID) / STEPS
export const toStep = (coordinate: number): number => Math.round(coordinate * STEPS)

/** The number of the state, or -1 where x is of one state and y of another: such a state was never sent. */
export const seqOf = (xStep: number, yStep: number): number => {
  const seq = Math.imul(xStep, X_INVERSE) & MASK
  return seq === (Math.imul(yStep - Y_SHIFT, Y_INVERSE) & MASK) ? seq : -1
}
