import type { IncomingMessage } from 'node:http'
import type { Arrivals } from '../base/arrivals.ts'
import { addressOf } from '../gate/address.ts'

/** Settles when it is the turn of a request. */
export type RequestTurn = (incoming: IncomingMessage) => Promise<void>

/** Those of an address share its turns: somebody who asks for a thousand paths delays nobody who asks from elsewhere. */
export const createRequestTurn =
  (arrivals: Pick<Arrivals, 'ofRequest'>, trustProxy: number): RequestTurn =>
  (incoming) => {
    const { 'x-forwarded-for': told } = incoming.headers
    const forwardedFor = Array.isArray(told) ? told.join(',') : told
    return arrivals.ofRequest(
      addressOf(incoming.socket.remoteAddress, forwardedFor, trustProxy),
      pathOf(incoming),
    )
  }

/** Without what is asked for: a token may be in it. */
export const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*$/s, '')
