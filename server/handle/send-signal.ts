import { fault, ok, type Result, type SignalRequest, writeSignalRequest } from '../../shared/index.ts'
import type { SignalFault } from '../rooms/signal-acts.ts'
import type { OpenRoom } from './open-room.ts'
import type { ServerParticipant } from './server-participant.ts'

/** Sends a signal of somebody who may have no tab; the orders of a host are carried out. */
export const sendSignal = (
  open: OpenRoom,
  by: ServerParticipant,
  request: SignalRequest,
  clientId: number | null = null,
): Result<void, SignalFault | 'not-found'> => {
  const { presence, moderation } = open.room
  // What the protocol does not carry is not sent this way either.
  const written = writeSignalRequest(request)
  if (!written.ok) return written
  const { to } = request
  if (to.length > 0 && !to.some((one) => presence.get(one) !== undefined)) return NOBODY
  const { mayRename: _, ...sender } = by.identity
  const taken = moderation.take(by, request, { clientId, ...sender })
  return taken.ok ? ok(undefined) : taken
}

const NOBODY = fault('not-found', 'Nobody there has this clientId.')
