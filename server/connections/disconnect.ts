import { CLOSES, type CloseName, type LeftReason } from '../../shared/index.ts'

/** How a connection came to its end. */
export interface Disconnect {
  /** What the room is told. */
  readonly reason: LeftReason
  /** Why the relay closed it; `closed`: the other side did, or the network; `silent`: nobody was there any more. */
  readonly why: CloseName | 'closed' | 'silent'
  /** The close code; null where there was none. */
  readonly code: number | null
}

/** Close codes of clients that go of their own will: the tab was closed, or the client said that it is done (RFC 6455). */
const FAREWELLS: readonly number[] = [1000, 1001, 1005]

export const SILENT: Disconnect = { reason: 'lost', why: 'silent', code: null }

export const closedWith = (code: number): Disconnect => ({
  reason: FAREWELLS.includes(code) ? 'left' : 'lost',
  why: 'closed',
  code,
})

export const closedAs = (name: CloseName): Disconnect => ({
  reason: name === 'removed' ? 'removed' : 'lost',
  why: name,
  code: CLOSES[name].close,
})

/** Nothing is wrong with the connection: its client shall come to another relay. */
export const isForComingAgain = (reason: CloseName): boolean =>
  reason === 'service-restart' || reason === 'room-elsewhere'
