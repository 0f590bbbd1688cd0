import { randomUUID } from 'node:crypto'
import type { CloseName, Identity } from '../../shared/index.ts'
import type { OwnNews, Participant } from '../presence/participant.ts'

/** What {@link ServerParticipant} passes on. */
interface ParticipantEvents {
  /** A host has lowered its hand. */
  readonly onLowered: () => void
  /** The room wants it out: a host removes it, or the room is gone. */
  readonly onClose: (reason: CloseName | 'silent') => void
}

/** Server code as a speaker in a room. It has no socket, and is there for as long as its handle is. */
export class ServerParticipant implements Participant {
  readonly id = randomUUID()
  readonly source: 'server' | 'http'
  readonly identity: Identity
  /** The handle that it speaks for: what it does, that one knows. */
  readonly handle: object
  readonly #events: ParticipantEvents | null

  constructor(
    source: 'server' | 'http',
    identity: Identity,
    handle: object,
    events: ParticipantEvents | null = null,
  ) {
    this.source = source
    this.identity = identity
    this.handle = handle
    this.#events = events
  }

  tell({ kind }: OwnNews): void {
    if (kind === 'lowered') this.#events?.onLowered()
  }

  /** A pong is not waited for: code that runs is alive. */
  probe(answered: () => void): void {
    answered()
  }

  close(reason: CloseName | 'silent'): void {
    this.#events?.onClose(reason)
  }
}
