import { createHash } from 'node:crypto'
import { Secret } from '../base/secret.ts'
import type { RoomEvent } from '../events/room-event.ts'

/** Events that a webhook gets by their types; signals it gets by their kinds. */
export const WEBHOOK_EVENTS = [
  'room.opened',
  'room.closed',
  'person.joined',
  'person.left',
  'document.changed',
  'version.created',
] as const satisfies readonly RoomEvent['type'][]

/** A type of {@link WEBHOOK_EVENTS}. */
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number]

/** Where events of rooms are sent to: an option of a relay. */
export interface WebhookOptions {
  /** `https`, or `http` on this machine. */
  readonly url: string
  /**
   * `whsec_` and 24 to 64 bytes in base64, by which the receiver knows that a request comes from this relay. Several while they are
   * rotated: a request is signed with each of them.
   */
  readonly secret: string | readonly string[]
  /** Types of events that are sent; all by default. */
  readonly events?: readonly WebhookEventType[]
  /** Kinds of signals that are sent; none by default. */
  readonly signals?: readonly string[]
  /** True: `http` to any host. Whoever can read that network reads the events. */
  readonly allowHttp?: boolean
}

/** A webhook, as it was read. */
export interface Webhook {
  readonly url: string
  readonly secrets: readonly Secret[]
  readonly events: ReadonlySet<string>
  readonly signals: ReadonlySet<string>
}

export const readWebhook = ({
  url,
  secret,
  events = WEBHOOK_EVENTS,
  signals = [],
}: WebhookOptions): Webhook => ({
  url,
  secrets: [secret].flat().map((text) => new Secret(text)),
  events: new Set(events),
  signals: new Set(signals),
})

/** Names a webhook in the store: one that has the same URL after a restart gets what waits for it, with whatever secret. */
export const webhookId = (url: string): string =>
  createHash('sha256').update(url).digest('base64url').slice(0, 12)

/** The URL for people: without its query, where a key may be. */
export const shownUrl = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

/** Whether a webhook gets an event. */
export const wants = ({ events, signals }: Webhook, type: string, kind: string | null): boolean =>
  kind === null ? events.has(type) : signals.has(kind)
