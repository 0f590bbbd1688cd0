/** How long and how often is measured. */
export interface Settings {
  readonly warmUpMs: number
  readonly measuredMs: number
  readonly repeats: number
  /** A look whether everything works: few people, short, no numbers worth keeping. */
  readonly isQuick: boolean
  /** So many connections where nobody does anything, in place of 5000. */
  readonly connections?: number
}

export const FULL: Settings = { warmUpMs: 1_000, measuredMs: 4_000, repeats: 3, isQuick: false }
/** One look at everything, for a change under work. */
export const SHORT: Settings = { warmUpMs: 500, measuredMs: 2_000, repeats: 1, isQuick: false }
/** Windows in which collections of garbage come as often as they do in a day. */
export const NIGHTLY: Settings = { warmUpMs: 2_000, measuredMs: 10_000, repeats: 5, isQuick: false }
export const QUICK: Settings = { warmUpMs: 300, measuredMs: 1_000, repeats: 1, isQuick: true }
