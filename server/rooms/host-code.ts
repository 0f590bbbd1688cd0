import type { Result, RoomId, SignalRequest } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'

/** A signal that is about to be told. */
export interface AskedSignal {
  readonly room: RoomId
  readonly request: SignalRequest
  readonly participant: Participant
}

/** Code of the host that the rooms ask. Neither method throws. */
export interface HostCode {
  /** The content of a new room; null where it has none. A fault where that cannot be told. */
  contentOf(room: RoomId): Promise<Result<Uint8Array | null, 'store-unavailable'>>
  /** Whether a signal may be told. */
  judge(signal: AskedSignal): Result<void, 'signal-refused'>
}
