// What the relay says to one client of the keys that it holds: signals of its own, of the kind `claim`.
import {
  claimsIn,
  encodeSignal,
  type Fault,
  isJsonObject,
  type Json,
  type JsonObject,
  type SignalRequest,
  writeSignals,
} from '../../shared/index.ts'

/** The relay, as the sender of a signal. */
const RELAY = { clientId: null, id: null, name: null, role: 'host' } as const

/** What asks for a key, gives one back or gives one to somebody else. */
export const isClaimRequest = ({ kind }: SignalRequest): boolean => kind.startsWith('claim:')

const signalOf = (data: Json, atMs: number): Uint8Array =>
  writeSignals([encodeSignal({ kind: 'claim', data, from: RELAY, atMs })])

/** All keys that its own entry holds, each with the time since when. */
export const ownClaims = (state: JsonObject, atMs: number): Uint8Array =>
  signalOf(
    { mine: Object.fromEntries(Array.from(claimsIn(state), ([key, claim]) => [key, claim.atMs])) },
    atMs,
  )

/** What has become of a request, under the number that it came with; `by` is the clientID of the one who has the key. */
export const claimAnswer = (
  { data }: SignalRequest,
  refused: Fault | null,
  by: number | null,
  atMs: number,
): Uint8Array => {
  const { n = null, key = null } = isJsonObject(data) ? data : {}
  const why = refused && { code: refused.code, message: refused.message, by }
  return signalOf({ n, key, refused: why }, atMs)
}
