/** How the reason of a close says when to come back: the end of it, so that people can read it and programs too. */
const HINT = /; retry after (\d{1,9}) ms$/

/** A reason that says when to come back. */
export const withRetryHint = (reason: string, retryAfterMs: number): string =>
  `${reason}; retry after ${Math.ceil(retryAfterMs)} ms`

/** When to come back by the reason of a close, in ms; null where it does not say. */
export const retryHintOf = (reason: string): number | null => {
  const digits = HINT.exec(reason)?.[1]
  return digits === undefined ? null : Number(digits)
}
