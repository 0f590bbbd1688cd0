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

/** What a person can do about it; where this page does not know the code, the relay's own words. */
export const refusalInWords = ({ code, message }: Refused): string =>
  textOf(code) ?? (message === '' ? words().refusals.other : message)

/** What the person who runs the relay asks for, in small print: the codes of it; empty where there is none. */
export const refusalInSmall = ({ code }: Refused, close: number | null = null): string => {
  const codes = [code, close === null ? '' : words().refusals.code(close)].filter(Boolean)
  return codes.length === 0 ? '' : `(${codes.join(', ')})`
}
