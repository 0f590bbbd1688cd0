import { createHash, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const REDACTED = '<redacted>'

/**
 * An error for the log: code of others may quote the secret that it was given, in its message, its cause or anywhere else.
 * Where it does, the error is its text without it.
 */
export const errorWithout = (error: unknown, secret: Secret | null): unknown => {
  const text = inspect(error)
  if (secret === null || !text.includes(secret.reveal())) return error
  return text.replaceAll(secret.reveal(), REDACTED)
}

/**
 * A token or key that prints as `<redacted>` in text, JSON and the inspector; `reveal` is the one way to it.
 *
 * @example
 * ```ts
 * import { Secret } from 'homeroom/server'
 *
 * const secret = new Secret('correct horse battery staple')
 * console.log(`${secret}`, secret.reveal().length) // <redacted> 28
 * ```
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. */
  reveal(): string {
    return this.#value
  }

  /** Compares without telling by its time where the first difference is. */
  equals(other: Secret): boolean {
    const digest = (secret: Secret) => createHash('sha256').update(secret.#value).digest()
    return timingSafeEqual(digest(this), digest(other))
  }

  /** `<redacted>`, in text. */
  toString(): string {
    return REDACTED
  }

  /** The same, in JSON. */
  toJSON(): string {
    return REDACTED
  }

  /** The same, where Node prints values. */
  [inspect.custom](): string {
    return REDACTED
  }
}
