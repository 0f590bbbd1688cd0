import { CLOSES, REFUSALS, ROLES } from '../../../../shared/index.ts'
import type { Schema } from './types.ts'

const string = { type: 'string' } as const
const boolean = { type: 'boolean' } as const
const count = { type: 'integer', minimum: 0 } as const
const ms = { type: 'integer', description: 'Milliseconds since 1970.' } as const
const nullable = (type: string, description?: string): Schema => ({
  type: [type, 'null'],
  ...(description !== undefined && { description }),
})
const arrayOf = (items: Schema): Schema => ({ type: 'array', items })

export const ref = (name: keyof typeof SCHEMAS): Schema => ({ $ref: `#/components/schemas/${name}` })

/** An object; what is not named as left out is always there. */
const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})

const CLIENT_ID = { ...count, description: 'The clientID of a tab, as Yjs has it.' }
const PERSON_ID = {
  ...string,
  minLength: 1,
  maxLength: 256,
  description: 'A verified id: the sub of a token.',
}
const ROLE = { enum: Object.keys(ROLES) }

const ROOM = {
  room: string,
  loaded: { ...boolean, description: 'It is in memory.' },
  epoch: nullable('string', 'Its generation; null where it is not in memory.'),
  entries: { ...count, description: 'Entries of presence.' },
}

const IDENTITY = object({ id: nullable('string'), name: nullable('string'), role: ROLE })

const CONNECTION = object({
  connectionId: { ...string, description: 'As the log names it.' },
  identity: IDENTITY,
  clientIds: arrayOf(CLIENT_ID),
  protocol: { enum: ['stock', 'homeroom.v1'] },
  sinceMs: ms,
  heardMsAgo: count,
  queued: object({
    unsentBytes: { ...count, description: 'Its socket was given this, and has not taken it.' },
    lagging: { ...boolean, description: 'It is passed over until its socket has taken what it was given.' },
    heldPresence: { ...boolean, description: 'Changes of its presence came too fast, and wait.' },
    unsavedFrames: nullable('integer', 'Document frames that are not stored; null for a stock client.'),
  }),
})

const DEPARTURE = object({
  connectionId: string,
  identity: IDENTITY,
  sinceMs: ms,
  atMs: ms,
  reason: { enum: ['left', 'lost', 'removed'] },
  why: {
    enum: [...Object.keys(CLOSES), 'closed', 'silent'],
    description:
      'Why the relay closed it; closed: the other side or the network did; silent: it was not heard.',
  },
  code: nullable('integer', 'The close code.'),
})

const RULES = object({
  follow: nullable('integer', 'The clientID of the host whom everyone is asked to follow.'),
  reactionsMuted: boolean,
  locked: boolean,
})

const byIdOrClient = (more: Readonly<Record<string, Schema>>): Schema => ({
  oneOf: [object({ id: PERSON_ID, ...more }), object({ clientId: CLIENT_ID, ...more })],
})

export const SCHEMAS = {
  Refusal: object({
    error: { enum: Object.keys(REFUSALS) },
    message: { ...string, description: 'For people.' },
    retry: {
      enum: ['never', 'later', 'refresh'],
      description: 'Whether it is worth coming back: later, or with a new token.',
    },
  }),
  Health: object({ ok: { const: true } }),
  Readiness: object({ ready: boolean, draining: boolean, storeFailing: boolean }),
  Room: object({ ...ROOM, connections: count }),
  RoomList: object({
    rooms: arrayOf(
      object({
        room: string,
        epoch: string,
        loaded: ROOM.loaded,
        connections: count,
        records: { ...count, description: 'Records that the store has of it.' },
        bytes: { ...count, description: 'What they take.' },
      }),
    ),
    next: nullable('string', 'The `after` of the next page; null at the end.'),
  }),
  Presence: object({
    room: string,
    entries: arrayOf(object({ clientId: CLIENT_ID, state: { type: 'object' } })),
  }),
  Connections: object({
    ...ROOM,
    rules: RULES,
    connections: arrayOf(CONNECTION),
    left: { ...arrayOf(DEPARTURE), maxItems: 50, description: 'The latest first.' },
  }),
  DocumentView: object({
    room: string,
    epoch: string,
    roots: {
      type: 'object',
      description: 'By the names of the root types. Which type it is, is guessed from what it holds.',
      additionalProperties: object({
        type: { enum: ['text', 'array', 'map', 'xml', 'unknown'] },
        value: true as unknown as Schema,
      }),
    },
  }),
  Replaced: object({ room: string, epoch: { ...string, description: 'Its new generation.' } }),
  SignalOrder: object(
    {
      kind: { ...string, pattern: '^[\\w.:-]{1,64}$' },
      data: { description: 'Any JSON; null where it is left out.' },
      to: { ...arrayOf(CLIENT_ID), description: 'Those whom it is for; everyone where it is left out.' },
    },
    ['data', 'to'],
  ),
  KickOrder: byIdOrClient({}),
  RoleOrder: byIdOrClient({ role: ROLE }),
  LockOrder: object({ locked: boolean }),
} satisfies Readonly<Record<string, Schema>>
