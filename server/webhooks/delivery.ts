import { headersOf, type Message } from './message.ts'
import type { Webhook } from './webhook.ts'

/** An answer counts by its status: so much of its body is read, for the socket to be used again, and no more. */
const ANSWER_BYTES = 16 * 1024

/** What became of one try. */
export type Outcome =
  | { readonly kind: 'taken' }
  /** The receiver wants no more events: 410. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed'
      /** For people: `status 503`, `timeout`, `ECONNREFUSED`. */
      readonly reason: string
      /** How long the receiver asks to be left alone, in ms; null where it does not. */
      readonly retryAfterMs: number | null
    }

/** Sends one event; `signal` ends the try. It never rejects. */
export const deliver = async (
  { url, secrets }: Pick<Webhook, 'url' | 'secrets'>,
  message: Message,
  nowMs: number,
  signal: AbortSignal,
): Promise<Outcome> => {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headersOf(message, secrets, nowMs),
      body: message.body,
      // The one that the operator has named, and no other: what it leads to may be an address within the operator's own network.
      redirect: 'manual',
      signal,
    })
    await readSome(answer)
    if (answer.ok) return { kind: 'taken' }
    if (answer.status === 410) return { kind: 'gone' }
    return failed(`status ${answer.status}`, retryAfterMs(answer.headers.get('retry-after'), nowMs))
  } catch (error) {
    return failed(signal.aborted ? 'timeout' : reasonOf(error))
  }
}

const failed = (reason: string, retryAfterMs: number | null = null): Outcome => ({
  kind: 'failed',
  reason,
  retryAfterMs,
})

/** What comes after the status says nothing: also where it breaks off, the status holds. */
const readSome = async ({ body }: Response): Promise<void> => {
  let bytes = 0
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.length
      // Leaving the loop ends the body, and its socket.
      if (bytes > ANSWER_BYTES) return
    }
  } catch {
    // The receiver has hung up, or was too slow with it.
  }
}

/** The network's own code: the message may quote the URL. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : null
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  return typeof code === 'string' ? code : 'no answer'
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
const retryAfterMs = (header: string | null, nowMs: number): number | null => {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) ? ms : null
}
