import { createHash, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const REDACTED = '<redacted>'

/** A token or key that prints as `<redacted>` in text, JSON and the inspector; `reveal` is the one way to it. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** Compares without telling by its time where the first difference is. */
  equals(other: Secret): boolean {
    const digest = (secret: Secret) => createHash('sha256').update(secret.#value).digest()
    return timingSafeEqual(digest(this), digest(other))
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [inspect.custom](): string {
    return REDACTED
  }
}
