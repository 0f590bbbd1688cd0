/** How long and how often is measured. */
export interface Settings {
  readonly warmUpMs: number
  readonly measuredMs: number
  readonly repeats: number
  /** A look whether everything works: few people, short, no numbers worth keeping. */
  readonly isQuick: boolean
}

export const FULL: Settings = { warmUpMs: 1_000, measuredMs: 4_000, repeats: 3, isQuick: false }
export const QUICK: Settings = { warmUpMs: 300, measuredMs: 1_000, repeats: 1, isQuick: true }
