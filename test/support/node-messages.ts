import fc from 'fast-check'
import type { NodeItem, NodeMessage, WholeItem } from '../../server/bus/node-message.ts'
import { CLOSES, type CloseName, ROLES, type Role } from '../../shared/index.ts'

const uint = fc.oneof(fc.nat(300), fc.maxSafeNat())
const slot = fc.nat(1_000_000)
const clientId = fc.integer({ min: 1, max: 2 ** 32 })
const name = fc.string({ unit: 'grapheme', maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 100 })
const role = fc.constantFrom(...(Object.keys(ROLES) as Role[]))
const standing = fc.oneof(
  role.map((role) => ({ role })),
  role.map((rights) => ({ role: 'teacher', rights })),
)
const text = fc.option(name, { nil: null })
const identity = fc
  .tuple(text, text, standing, fc.boolean())
  .map(([id, name, standing, mayRename]) => ({ id, name, ...standing, mayRename }))

const FIELDS = ['x', 'hand', 'name']
const placeOf = (key: string): number => (FIELDS.includes(key) ? FIELDS.indexOf(key) : FIELDS.length)

/** As it comes out of JSON: no -0. */
const coordinate = fc
  .oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(50_000).map((steps) => steps / 50_000),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
  )
  .map((value) => value + 0)
const json = fc.jsonValue({ maxDepth: 3 })
const state = fc
  .tuple(
    fc.record(
      { x: coordinate, y: coordinate, hand: fc.boolean(), handAt: fc.nat(), name, emoji: fc.constant('👍') },
      { requiredKeys: [], noNullPrototype: true },
    ),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 8, minLength: 1 }), json, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  )
  .map(([known, rest]) => JSON.parse(JSON.stringify({ ...rest, ...known }).replaceAll('__proto__', 'proto')))

const whole: fc.Arbitrary<WholeItem> = fc.record({
  ...{ kind: fc.constant('whole' as const), slot, clientId, bornClock: uint, isAnnounced: fc.boolean() },
  ...{ connection: name, identity, state },
})
const cleared = fc.uniqueArray(fc.oneof(fc.constantFrom(...FIELDS), name.filter(Boolean)), {
  maxLength: 3,
})
const change = fc.oneof(
  fc.tuple(coordinate, coordinate).map(([x, y]) => ({ set: { x, y }, cleared: [] })),
  fc.tuple(state, cleared).map(([set, cleared]) => ({
    set,
    // In the order in which fields travel: those of the table come first.
    cleared: cleared
      .filter((key) => !Object.hasOwn(set, key))
      .sort((one, other) => placeOf(one) - placeOf(other)),
  })),
)
const item: fc.Arbitrary<NodeItem> = fc.oneof(
  whole,
  fc.record({ kind: fc.constant('change' as const), slot, change }),
  fc.record({
    kind: fc.constant('gone' as const),
    slot,
    reason: fc.constantFrom('left' as const, 'lost' as const, 'removed' as const),
  }),
)
const hand = fc.oneof(
  fc.record({ kind: fc.constant('kept' as const), person: name, clientId, handAtMs: uint, forMs: uint }),
  fc.record({ kind: fc.constant('lowered' as const), clientId, clock: uint }),
)
const signal = fc.record({
  kind: fc.stringMatching(/^[\w.:-]{1,64}$/),
  data: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value))),
  from: fc
    .tuple(fc.option(clientId, { nil: null }), text, text, standing)
    .map(([clientId, id, name, standing]) => ({ clientId, id, name, ...standing })),
  atMs: uint,
})
const rules = fc.record({
  follow: fc.option(clientId, { nil: null }),
  reactionsMuted: fc.boolean(),
  locked: fc.boolean(),
})
const names = fc.array(name, { maxLength: 5 })

const of = <Kind extends NodeMessage['kind'], Fields extends object>(
  kind: Kind,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
) => fc.record(fields).map((values) => ({ kind, ...values }))

/** Any message of a node. */
export const nodeMessage = fc.oneof(
  of('hello', { epoch: name, policyVersion: uint }),
  of('here', {
    presence: fc.record({ clock: uint, entries: fc.array(whole, { maxLength: 4 }) }),
    ...{ hands: fc.array(hand, { maxLength: 4 }), count: uint, updates: uint, stored: uint },
    ...{ policyVersion: uint, epoch: name },
  }),
  of('presence', { clock: uint, count: uint, items: fc.array(item, { maxLength: 6 }) }),
  of('update', { update: bytes, upTo: uint }),
  of('ask', { stateVector: fc.option(bytes, { nil: null }) }),
  of('diff', { update: bytes }),
  of('stored', { upTo: uint }),
  of('signals', {
    signals: fc.array(fc.record({ signal, to: fc.option(fc.array(uint, { maxLength: 4 }), { nil: null }) }), {
      maxLength: 4,
    }),
  }),
  of('order', { policyVersion: uint, followClock: uint, rules }),
  of('hands', { hands: fc.array(hand, { maxLength: 4 }) }),
  of('lower', { clientIds: fc.array(clientId, { maxLength: 5 }) }),
  of('claim', { clientId, connection: name }),
  of('verdict', { clientId, connection: name, isAlive: fc.boolean() }),
  of('role', { connections: names, standing }),
  of('close', {
    connections: names,
    reason: fc.constantFrom('silent' as const, ...(Object.keys(CLOSES) as CloseName[])),
  }),
  of('reset', { epoch: name }),
  of('bye', {}),
) as fc.Arbitrary<NodeMessage>
