import { graphemesOf } from '../../shared/index.ts'

const firstGrapheme = (word: string): string => graphemesOf(word).next().value ?? ''

/** A number that tells one of many apart, short enough for an avatar. */
// biome-ignore lint/complexity/useRegexLiterals: Chrome 109 and Safari 16 know it, and builds for them take it for newer
const NUMBER = new RegExp('^\\p{Nd}{1,2}$', 'u')

/**
 * One or two whole characters for an avatar: the first of the first word, and of the last where there are several. A number of two
 * digits stays whole: people who are counted, as `Group 10` and `Group 11`, are told apart.
 * An emoji, a flag or a letter with its marks stays whole. `?` where there is no name.
 *
 * @example
 * ```ts
 * import { initials } from 'homeroom/draw'
 *
 * console.log(initials('Ada Lovelace'), initials('Group 12'), initials(undefined)) // AL G12 ?
 * ```
 */
export const initials = (name: string | undefined): string => {
  const words = (name ?? '').trim().split(/\s+/u).filter(Boolean)
  const first = firstGrapheme(words[0] ?? '')
  const end = words.length > 1 ? (words[words.length - 1] ?? '') : ''
  const last = NUMBER.test(end) ? end : firstGrapheme(end)
  return `${first}${last}`.toLocaleUpperCase() || '?'
}
