/**
 * A token, or a function that gets one. The function is called only when a token is needed and none is at hand that holds;
 * where it throws, rejects, gives what is no token or takes more than 30 s it is called again later.
 *
 * @example
 * ```ts
 * import { joinRoom, type TokenSource } from 'homeroom/client'
 *
 * const token: TokenSource = async () => (await fetch('/token')).text()
 * export const room = joinRoom('wss://rooms.example', 'school/7b', { token })
 * ```
 */
export type TokenSource = string | (() => string | Promise<string>)

/** A token is taken for ended this long before its `exp`, in ms: it has to reach the relay first. */
const MARGIN_MS = 5_000

/** A token is renewed this long before it ends, in ms, where it lives longer than twice that. */
const RENEW_BEFORE_MS = 60_000

/** No sooner, in ms: a source of tokens that are nearly over is not asked for one after the other. */
const RENEW_AFTER_MS = 1_000

/** `setTimeout` holds 2^31 ms; nothing here needs to be right beyond a day. */
const MAX_TIMER_MS = 86_400_000

/**
 * What a subprotocol may consist of (RFC 6455, 4.1): a JWT does. A backend that lets nobody in without a login may answer with its
 * page, and with 200. An empty text is no token to the relay: its bearer is anonymous.
 */
const TOKEN = /^[\w!#-'*+.^`|~-]*$/

export interface TokenKeeper {
  /** A token that holds as far as can be told; null where there is no source. May reject as the function does. */
  get(): Promise<string | null>
  /** Forgets the token at hand; false where there is no function to get another. */
  renew(): boolean
  /** In how many ms another token should be got; null where there is none to get, or the one at hand does not end. */
  renewInMs(): number | null
}

export const createTokenKeeper = (source: TokenSource | undefined, wallMs: () => number): TokenKeeper => {
  let held: string | null = typeof source === 'string' ? source : null
  let expiresAtMs = 0

  return {
    async get() {
      if (typeof source !== 'function' || expiresAtMs - MARGIN_MS > wallMs()) return held
      // Plain JavaScript may give anything.
      const given = await source()
      if (!TOKEN.test(given ?? ' ')) throw new TypeError('what the function gave is no token')
      held = given
      expiresAtMs = expiryOf(given)
      return given
    },
    renew() {
      expiresAtMs = 0
      return typeof source === 'function'
    },
    renewInMs() {
      const leftMs = expiresAtMs - wallMs()
      // By this clock, which may be wrong. Whether it is over the relay says.
      if (leftMs <= 0 || leftMs === Number.POSITIVE_INFINITY) return null
      return Math.min(MAX_TIMER_MS, Math.max(leftMs / 2, leftMs - RENEW_BEFORE_MS, RENEW_AFTER_MS))
    },
  }
}

/** `exp` of a JWT (RFC 7519), in ms since 1970, read without a check: the relay judges it. Infinite where there is none. */
const expiryOf = (token: string): number => {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { exp } = JSON.parse(atob(payload))
    if (typeof exp === 'number') return exp * 1000
  } catch {
    // Not every token is a JWT; the issuer knows when it ends.
  }
  return Number.POSITIVE_INFINITY
}
