// Connections as people who look are shown them, and as relays tell each other of them.
import * as v from 'valibot'
import { CLOSES, type CloseName, ROLES } from '../../shared/index.ts'
import { ClientId, Count, WallMs } from '../base/values.ts'

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>) => Object.keys(table) as Key[]

const Identity = v.object({
  id: v.nullable(v.string()),
  name: v.nullable(v.string()),
  role: v.pipe(v.string(), v.description("A role, or a word of the relay's own.")),
  rights: v.exactOptional(
    v.pipe(
      v.picklist(keysOf(ROLES)),
      v.description("What it has the rights of, where the role is a word of the relay's own."),
    ),
  ),
})

export const AttendedConnection = v.object({
  connectionId: v.pipe(v.string(), v.description('As the log names it.')),
  identity: Identity,
  clientIds: v.array(ClientId),
  protocol: v.picklist(['stock', 'homeroom.v1']),
  sinceMs: WallMs,
  heardMsAgo: Count,
  refused: v.pipe(
    v.optional(Count, 0),
    v.description('How much of what it sent was refused in the last 5 to 10 minutes.'),
  ),
  queued: v.object({
    unsentBytes: v.pipe(Count, v.description('Its socket was given this, and has not taken it.')),
    lagging: v.pipe(
      v.boolean(),
      v.description('It is passed over until its socket has taken what it was given.'),
    ),
    heldPresence: v.pipe(v.boolean(), v.description('Changes of its presence came too fast, and wait.')),
    unsavedMessages: v.pipe(
      v.nullable(v.pipe(v.number(), v.integer())),
      v.description('Document messages that are not stored; null for a stock client.'),
    ),
  }),
})

export const Disconnect = v.object({
  connectionId: v.string(),
  identity: Identity,
  sinceMs: WallMs,
  atMs: WallMs,
  reason: v.picklist(['left', 'lost', 'removed']),
  why: v.pipe(
    v.picklist([...keysOf<CloseName>(CLOSES), 'closed', 'silent']),
    v.description(
      'Why the relay closed it; closed: the other side or the network did; silent: it was not heard.',
    ),
  ),
  code: v.pipe(v.nullable(v.pipe(v.number(), v.integer())), v.description('The close code.')),
})
