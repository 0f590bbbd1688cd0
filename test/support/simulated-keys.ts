import { expect } from 'vitest'
import { isSameJson, type JsonObject } from '../../shared/index.ts'
import type { LinkedNode, LinkedNodes } from './linked-nodes.ts'
import type { Person } from './node-person.ts'
import type { Random } from './random.ts'

/** So long each node keeps the keys of somebody who was lost, from when it knows of it. */
const KEPT_MS = 10_000

/** Each key is one person's, the same one's on all nodes; and nobody was told last of another key than those that they have. */
export const checkKeys = async (
  world: LinkedNodes,
  nodes: readonly LinkedNode[],
  people: readonly Person[],
): Promise<void> => {
  await world.pass(KEPT_MS)
  const [first] = nodes
  for (const { name, room, people: shown } of nodes) {
    const keys = Object.values(shown).flatMap(({ claims }) => Object.keys((claims ?? {}) as JsonObject))
    expect([name, keys.length]).toEqual([name, new Set(keys).size])
    const holders = room.moderation.claims.holders()
    expect([name, bySeat(holders)]).toEqual([name, bySeat(first?.room.moderation.claims.holders() ?? [])])
  }
  for (const person of people) {
    const { clientId, news } = person
    // Somebody who waits for an entry has none.
    if (person.room.presence.get(clientId)?.owner !== person) continue
    const told =
      news.flatMap((one) => (one.kind === 'entry' ? [one.entry.state.claims ?? {}] : [])).at(-1) ?? {}
    const has = first?.people[clientId]?.claims ?? {}
    expect([clientId, told, isSameJson(told, has)]).toEqual([clientId, has, true])
  }
}

const bySeat = (holders: readonly { readonly key: string; readonly clientId: number }[]) =>
  Object.fromEntries(holders.map(({ key, clientId }) => [key, clientId]))

/** One of `people` takes one of three keys, gives it back, or gives it to somebody. */
export const turnKey = (people: readonly Person[], random: Random): void => {
  const key = `seat/${random.below(3)}`
  const what = random.below(6)
  if (people.length === 0) return
  const person = random.pick(people)
  const secret = `a-secret-of-client-${person.clientId}`
  if (what < 3) person.signal('claim:take', [], { key, secret })
  else if (what < 4) person.signal('claim:release', [], { key })
  else person.signal('claim:give', what < 5 ? [random.pick(people).clientId] : [], { key })
}
