import { claimsIn, holdsBefore, type JsonObject } from '../../shared/index.ts'
import type { Person } from '../presence/people.ts'
import type { Other } from '../presence/people-lists.ts'
import type { HeldKey } from './claim.ts'

interface Claimant {
  readonly key: string
  readonly clientId: number
  readonly atMs: number
  readonly isOwn: boolean
}

/** Every key that somebody has, in the order of the keys: as the others' presence says, and the relay of this tab's own. */
export const heldKeys = (
  others: readonly Other[],
  people: readonly Person[],
  mine: ReadonlyMap<string, number>,
): readonly HeldKey[] => {
  const best = new Map<string, Claimant>()
  const put = (one: Claimant) => {
    const other = best.get(one.key)
    if (other === undefined || holdsBefore(one, other)) best.set(one.key, one)
  }
  for (const other of others)
    for (const [key, { atMs }] of claimsIn(other as unknown as JsonObject))
      put({ key, clientId: other.clientId, atMs, isOwn: false })
  const own = ownClientId(others, people)
  for (const [key, atMs] of mine) put({ key, clientId: own ?? 0, atMs, isOwn: true })
  if (best.size === 0) return []
  const personByClient = new Map(people.flatMap((person) => person.clientIds.map((id) => [id, person])))
  return [...best.values()]
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ key, clientId, isOwn }) => {
      const person = personByClient.get(clientId)
      const held = { key, person: person?.key ?? null, name: person?.name ?? null, isOwn }
      return { ...held, clientId: clientId === 0 ? null : clientId }
    })
}

/** The tab of this client, among those of its person. */
const ownClientId = (others: readonly Other[], people: readonly Person[]): number | undefined => {
  const elsewhere = new Set(others.map(({ clientId }) => clientId))
  return people.find(({ isSelf }) => isSelf)?.clientIds.find((clientId) => !elsewhere.has(clientId))
}
