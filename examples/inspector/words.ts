// What the API says, in words for people.

import type { Connection, Departure, Identity, Person } from './api.ts'

const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/** A length of time in its largest unit. Clocks may differ, so a negative one counts as none. */
export const lasting = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const unit = UNITS.find((one) => seconds >= one.seconds)
  return unit === undefined ? '0 s' : `${Math.floor(seconds / unit.seconds)} ${unit.name}`
}

export const bytesOf = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB']
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length)
  return `${(bytes / 1_024 ** power).toFixed(1)} ${units[power - 1]}`
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** What people call a relay: its machine, or the beginning of its id where that is not told. */
export const relayName = ({
  relay,
  name,
}: {
  readonly relay: string
  readonly name: string | null
}): string => name ?? relay.slice(0, 8)

/** A person's name: the one they gave themselves, else their verified name or id. */
export const nameOf = (
  { identity, clientIds }: Pick<Connection, 'identity' | 'clientIds'>,
  names: ReadonlyMap<number, string>,
): string => {
  const said = clientIds.map((clientId) => names.get(clientId)).find((name) => name !== undefined)
  return said ?? verifiedNameOf(identity)
}

export const verifiedNameOf = ({ id, name }: Identity): string => name ?? id ?? 'Anonymous'

/** How an order names the person of a connection; null if it has neither an id nor presence. */
export const personOf = ({ identity, clientIds }: Connection): Person | null => {
  if (identity.id !== null) return { id: identity.id }
  const [clientId] = clientIds
  return clientId === undefined ? null : { clientId }
}

const REASONS: Readonly<Record<string, string>> = {
  silent: 'was not heard any more',
  'bad-messages': 'sent messages that could not be read',
  'room-reset': 'the room was replaced or deleted',
  removed: 'was removed by a host',
  'service-restart': 'the relay went down',
  'room-elsewhere': 'sent to where the others are',
  'internal-error': 'the relay failed at it',
  'try-later': 'the relay could not go on with it',
  'too-slow': 'did not read what it was sent',
  'document-gap': 'sent updates that build on a missing one',
  'token-expired': 'its token ended',
}

/** The close codes of the other side that tell a reason (RFC 6455, 7.4.1). */
const CLOSED: Readonly<Record<number, string>> = {
  1000: 'said goodbye',
  1001: 'closed the page',
  1005: 'said goodbye',
  1006: 'the network was cut',
  1009: 'sent a message that was too large',
  1012: 'the relay went down',
}

export const reasonOf = ({ why, code }: Departure): string =>
  REASONS[why] ?? CLOSED[code ?? 0] ?? `closed by the other side`

/** What was refused lately, in a few words. */
export const refusedLately = (count: number): string => `${count} refused lately`

/** What waits for a connection, each in a few words; empty if nothing does. */
export const waitingFor = ({ queued }: Connection): readonly string[] => [
  ...(queued.lagging ? ['lags behind'] : []),
  ...(queued.unsentBytes > 0 ? [`${bytesOf(queued.unsentBytes)} not taken`] : []),
  ...(queued.heldPresence ? ['presence held back'] : []),
  ...(queued.unsavedMessages ? [`${counted(queued.unsavedMessages, 'edit')} not stored`] : []),
]
