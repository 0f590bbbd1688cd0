import type { Person } from './person.ts'
import type { Seen } from './seen.ts'

/** How a relay is spoken with: what differs between the protocols that are compared. */
export interface Wire {
  readonly subprotocol: string | null
  /** Whether the relay knows documents; one that does not would hand on what is said of them to everyone. */
  readonly syncs: boolean
  /** The messages that a client sends before any other. */
  hello(room: string): readonly Uint8Array[]
  /** A message of y-protocols as it travels in a room. */
  wrap(room: string, message: Uint8Array): Uint8Array
  /** The offset at which the message of y-protocols begins in a payload. */
  messageStart(bytes: Uint8Array, start: number, end: number): number
  /** The newest state of somebody who was announced before, as a frame's payload. */
  move(person: Person): Uint8Array
  createReader(seen: Seen): PresenceReader
}

/** Tells a `Seen` what frames say of presence. */
export interface PresenceReader {
  read(bytes: Uint8Array, start: number, end: number): void
  /** The connection was lost, and there is a new one. */
  reopened(): void
}
