import type { Anchor } from './comments/comment.ts'
import type { Finder } from './find/finder.ts'

/** A part of a text. */
export interface Selected {
  readonly anchor: Anchor
  readonly text: string
}

/** A part of a text that is marked, by an id. */
export interface Marked {
  readonly id: string
  readonly anchor: Anchor
}

/** One of the two editors, as what stands around it sees it. */
export interface Surface {
  readonly finder: Finder
  /** What is selected; null where nothing is. */
  selected(): Selected | null
  /** The whole text, and the part of it that is selected, for those who count its words. */
  texts(): { readonly all: string; readonly selected: string }
  /** The place of a comment, from the start of the text on; null where all of its text is gone. */
  find(anchor: Anchor): number | null
  /** Selects the text of a comment, and leads the keyboard there. */
  show(anchor: Anchor): void
  /** Marks the texts of comments; the one that is open more strongly. */
  mark(threads: readonly Marked[], open: string | null): void
  focus(): void
}

/** What an editor tells of itself. */
export interface SurfaceEvents {
  /** The text or the selection is another one. */
  changed(): void
  focused(): void
  /** The text of a comment was pressed. */
  picked(thread: string): void
}
