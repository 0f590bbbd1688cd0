// The code of a link: nine digits, which are read out, written on a board and typed on any keyboard; or one that nobody types.
import { randomBytes, randomInt } from 'node:crypto'

const DIGITS = 9
const GROUP = 3

/** 128 bits: for links that make hosts, which go as a whole or not at all. */
const LONG_BYTES = 16

/** The digits of Arabic, and those of Persian and Urdu: some keyboards give no others. */
const OTHER_DIGITS = /[٠-٩۰-۹]/g

/** What people put between the digits. */
const SEPARATORS = /[\s.\-‐-―]/g

/** A code of 30 bits for people to type; only so many wrong ones are heard of one address (`CodeAttempts`). */
export const createSpokenCode = (): string => `${randomInt(10 ** DIGITS)}`.padStart(DIGITS, '0')

export const createLongCode = (): string => randomBytes(LONG_BYTES).toString('base64url')

/** A code as it is stored; null where the text can be none. */
export const readCode = (text: string): string | null => {
  const digits = text.replace(OTHER_DIGITS, (digit) => `${digit.charCodeAt(0) & 0xf}`).replace(SEPARATORS, '')
  if (/^\d{9}$/.test(digits)) return digits
  return /^[\w-]{22}$/.test(text) ? text : null
}

/** A code as people read it: `483-921-705`. */
export const shownCode = (code: string): string =>
  code.length === DIGITS ? (code.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-') : code
