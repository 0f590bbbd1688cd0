// Yes and No of a check are stored as signs, which each page says in its own language.
import type { Words } from '../words/index.ts'

/** What a check with yes and no has for choices: any other page that reads it shows these. */
export const YES_NO: readonly string[] = ['✓', '✗']

/** The choices of a check as this page says them. */
export const choicesIn = (choices: readonly string[], { yesNo }: Words['kit']): readonly string[] =>
  choices.join() === YES_NO.join() ? yesNo : choices
