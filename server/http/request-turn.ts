import type { IncomingMessage } from 'node:http'
import type { Arrivals } from '../base/arrivals.ts'
import { addressOf } from '../gate/address.ts'
import type { PreAuthSockets } from '../gate/pre-auth-sockets.ts'

/** Settles when it is the turn of a request. */
export type RequestTurn = (incoming: IncomingMessage) => Promise<void>

interface RequestTurnDeps {
  readonly arrivals: Pick<Arrivals, 'ofRequest' | 'isOver'>
  readonly trustProxy: number
  readonly preAuthSockets: Pick<PreAuthSockets, 'hold'>
}

/** Those of an address share its turns: somebody who asks for a thousand paths delays nobody who asks from elsewhere. */
export const createRequestTurn =
  ({ arrivals, trustProxy, preAuthSockets }: RequestTurnDeps): RequestTurn =>
  (incoming) => {
    const { 'x-forwarded-for': told } = incoming.headers
    const forwardedFor = Array.isArray(told) ? told.join(',') : told
    const address = addressOf(incoming.socket.remoteAddress, forwardedFor, trustProxy)
    const turn = arrivals.ofRequest(address, pathOf(incoming))
    // A thousand others may have sent 64 KiB each by now, and Node would read all of it in this turn.
    if (arrivals.isOver) preAuthSockets.hold()
    return turn
  }

/** Without what is asked for: a token may be in it. */
export const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*$/s, '')
