// The requests of webhooks: what is in them, and how they are signed (https://www.standardwebhooks.com).
import { Webhook as Signer } from 'standardwebhooks'
import type { Secret } from '../base/secret.ts'
import type { RoomEvent } from '../events/room-event.ts'

type Told<Type extends RoomEvent['type']> = Extract<RoomEvent, { readonly type: Type }>

/** What is told to receivers: a room event, or what became of a room whose relay has ended. */
export type WebhookEvent =
  | Exclude<
      RoomEvent,
      { readonly type: 'document.changed' | 'document.replaced' | 'person.left' | 'room.closed' }
    >
  | (Omit<Told<'person.left'>, 'reason'> & { readonly reason: Told<'person.left'>['reason'] | 'relay-ended' })
  | (Told<'room.closed'> & { readonly reason: 'closed' | 'relay-ended' })
  | (Pick<Told<'document.changed'>, 'type' | 'room' | 'atMs'> & {
      /** The ETag of the document; null where nobody has it in memory. */
      readonly version: string | null
    })

/** An event on its way: what is stored of it for each webhook. */
export interface Message {
  /** The same at each try. */
  readonly id: string
  readonly type: string
  readonly atMs: number
  /** The body of the request, to the letter: that is what is signed. */
  readonly body: string
}

/** Why a try failed. */
export interface Failure {
  /** For people. */
  readonly reason: string
  readonly atMs: number
}

/** What is stored of an event that was tried for too long. */
export interface DeadLetter extends Message {
  readonly failure: Failure
}

export const messageOf = (id: string, event: WebhookEvent): Message => {
  const { type, atMs, ...about } = event
  const data =
    'joinedAtMs' in about ? { ...about, joinedAtMs: undefined, joinedAt: iso(about.joinedAtMs) } : about
  return { id, type, atMs, body: JSON.stringify({ type, timestamp: iso(atMs), data }) }
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** Headers of one try. A receiver refuses what is older than some minutes: each try has its own time, and so its own signature. */
export const headersOf = (
  { id, body }: Message,
  secrets: readonly Secret[],
  nowMs: number,
): Record<string, string> => {
  const now = new Date(nowMs)
  const signatures = secrets.map((secret) => new Signer(secret.reveal()).sign(id, now, body))
  return {
    'content-type': 'application/json',
    'user-agent': 'homeroom',
    'webhook-id': id,
    'webhook-timestamp': `${Math.floor(nowMs / 1000)}`,
    'webhook-signature': signatures.join(' '),
  }
}
