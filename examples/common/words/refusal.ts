import { words } from './index.ts'

/** Why the relay, or the client before it, refused something: a code for programs, and a text. */
export interface Refused {
  /** Empty where there is none. */
  readonly code: string
  readonly message: string
}

/** Reads the reason of a close as the relay writes it, `code: message; retry after 500 ms`; those of other relays have no code. */
export const readRefusal = (reason: string): Refused => {
  const [, code = '', message = reason] = /^([a-z-]+): ([^;]+)/.exec(reason) ?? []
  return { code, message }
}

const textOf = (code: string): string | undefined => {
  const { byCode } = words().refusals
  return Object.hasOwn(byCode, code) ? byCode[code as keyof typeof byCode] : undefined
}

/** A hook of the embedder refuses with words of its own, for the people of its rooms. The relay's own words are English. */
const BY_HOOK = 'signal-refused'

/** What a person can do about it, beside which {@link refusalInSmall} stands. */
export const refusalSentence = ({ code, message }: Refused): string => {
  const { other, unknown } = words().refusals
  if (code === BY_HOOK && message !== '') return message
  return textOf(code) ?? (code === '' ? other : unknown)
}

/** The same where there is no small print: a code that this page does not know stands behind its sentence. */
export const refusalInWords = (refused: Refused): string => {
  const sentence = refusalSentence(refused)
  return sentence === words().refusals.unknown ? `${sentence} (${refused.code})` : sentence
}

/** What the person who runs the relay asks for, in small print: the codes of it; empty where there is none. */
export const refusalInSmall = ({ code, message }: Refused, close: number | null = null): string => {
  const codes = [code || message, close === null ? '' : words().refusals.code(close)].filter(Boolean)
  return codes.length === 0 ? '' : `(${codes.join(', ')})`
}
