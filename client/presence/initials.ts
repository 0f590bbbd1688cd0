import { graphemesOf } from '../../shared/index.ts'

const firstGrapheme = (word: string): string => graphemesOf(word).next().value ?? ''

/**
 * One or two whole characters for an avatar: the first of the first word, and of the last where there are several.
 * An emoji, a flag or a letter with its marks stays whole. `?` where there is no name.
 *
 * @example
 * ```ts
 * import { initials } from 'homeroom/draw'
 *
 * console.log(initials('Ada Lovelace'), initials(undefined)) // AL ?
 * ```
 */
export const initials = (name: string | undefined): string => {
  const words = (name ?? '').trim().split(/\s+/u).filter(Boolean)
  const first = firstGrapheme(words[0] ?? '')
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? '') : ''
  return `${first}${last}`.toLocaleUpperCase() || '?'
}
