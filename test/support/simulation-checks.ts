// What holds on all nodes of a simulated world once nothing happens any more.
import { expect } from 'vitest'
import type { LinkedNode } from './linked-nodes.ts'
import type { SimulatedStore } from './simulated-store.ts'

/** Throws where one of the nodes has another room than the first. */
export const checkSame = (all: readonly LinkedNode[]): void => {
  const [first] = all
  if (first === undefined) throw new Error('there is no node')
  for (const node of all) {
    expect([node.name, node.people]).toEqual([node.name, first.people])
    expect([node.name, node.text]).toEqual([node.name, first.text])
    expect([node.name, node.room.rules]).toEqual([node.name, first.room.rules])
    expect([node.name, handsOf(node)]).toEqual([node.name, handsOf(first)])
    expect([node.name, node.channel.others.size]).toEqual([node.name, all.length - 1])
    checkSaid(node)
  }
  checkOwners(all, Object.keys(first.people).map(Number))
}

/** The store has what the nodes have, and has had at each moment what was called saved then. */
export const checkStored = async (all: readonly LinkedNode[], store: SimulatedStore): Promise<void> => {
  await store.check()
  const { policyVersion, orders } = await store.open()
  const text = (await store.doc()).getText('text').toString()
  for (const node of all) {
    expect([node.name, node.text]).toEqual([node.name, text])
    expect([node.name, node.room.moderation.orders.version]).toEqual([node.name, policyVersion])
    expect([node.name, ordersOf(node)]).toEqual([node.name, orders])
  }
}

/** The people with a hand up, the first one first. */
export const handsOf = ({ people }: LinkedNode): readonly number[] =>
  Object.entries(people)
    .flatMap(([clientId, { handAt }]) =>
      typeof handAt === 'number' ? [[Number(clientId), handAt] as const] : [],
    )
    .sort(([one, oneAt], [other, otherAt]) => oneAt - otherAt || one - other)
    .map(([clientId]) => clientId)

/** All that holds on a node of what hosts have ordered, as it would be stored. */
const ordersOf = ({ room: { moderation } }: LinkedNode): object => {
  moderation.policy.rewrite()
  return moderation.policy.takeChanges() ?? {}
}

/** Each entry is owned by somebody with a socket, on one node. */
const checkOwners = (all: readonly LinkedNode[], clientIds: readonly number[]): void => {
  const owners = all.flatMap(({ room }) =>
    [...room.presence.values()]
      .filter(({ owner }) => owner.source !== 'node')
      .map(({ clientId }) => clientId),
  )
  expect(owners.sort((one, other) => one - other)).toEqual(clientIds)
  for (const { room } of all)
    for (const { owner, clientId } of room.presence.values())
      if (owner.source !== 'node') expect([clientId, room.participants.has(owner)]).toEqual([clientId, true])
}

/** A node tells of its own people alone, and of each signal once; nobody hears one twice. */
const checkSaid = ({ name, said, signals }: LinkedNode): void => {
  const told: unknown[] = []
  for (const message of said) {
    if (message.kind === 'presence' || message.kind === 'here') {
      const items = message.kind === 'here' ? message.presence.entries : message.items
      for (const item of items) if (item.kind === 'whole') expect(item.connection.split('/')[0]).toBe(name)
    }
    if (message.kind === 'signals') told.push(...message.signals.map(({ signal }) => signal.data))
  }
  const bells = told.filter((data) => typeof data === 'number')
  expect(new Set(bells).size).toBe(bells.length)
  const heard = signals.flatMap(([{ kind, data }]) => (kind === 'bell' ? [data] : []))
  expect(new Set(heard).size).toBe(heard.length)
}
