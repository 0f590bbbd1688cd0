/** A token, or a function that gets one: called only when a token is needed and none is at hand that holds. */
export type TokenSource = string | (() => string | Promise<string>)

/** A token is taken for ended this long before its `exp`, in ms: it has to reach the relay first. */
const MARGIN_MS = 5_000

export interface TokenKeeper {
  /** A token that holds as far as can be told; null where there is no source. May reject as the function does. */
  get(): Promise<string | null>
  /** Forgets the token at hand; false where there is no function to get another. */
  renew(): boolean
  /** When the token at hand ends, in ms since 1970; null where it does not say. */
  readonly expiresAtMs: number | null
}

export const createTokenKeeper = (source: TokenSource | undefined, wallMs: () => number): TokenKeeper => {
  let held: string | null = typeof source === 'string' ? source : null

  return {
    async get() {
      if (typeof source !== 'function') return held
      const expiresAtMs = held === null ? null : expiryOf(held)
      const isOver = expiresAtMs !== null && expiresAtMs - MARGIN_MS <= wallMs()
      if (held === null || isOver) held = await source()
      return held
    },
    renew() {
      if (typeof source !== 'function') return false
      held = null
      return true
    },
    get expiresAtMs() {
      return held === null ? null : expiryOf(held)
    },
  }
}

/** `exp` of a JWT (RFC 7519), read without a check: the relay is who judges it. */
const expiryOf = (token: string): number | null => {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { exp } = JSON.parse(atob(payload))
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    // Not every token is a JWT; whoever issued it knows when it ends.
    return null
  }
}
