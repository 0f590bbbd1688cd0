// What the HTTP API takes and gives. Each schema stands once: it reads what comes in, types what goes out, and becomes a
// component of the OpenAPI document under its name in `SCHEMAS`.
import * as v from 'valibot'
import { REFUSALS, type RefusalCode } from '../../../shared/index.ts'
import { ClientId, Count, WallMs } from '../../base/values.ts'
import { AttendedConnection, Disconnect } from '../../fleet/connection-schemas.ts'
import { Figures } from '../../fleet/questions.ts'
import { PersonId } from '../../gate/claims-schema.ts'
import { ClaimList, ClaimOrder } from './claim-schemas.ts'
import { HookList } from './hook-schemas.ts'
import { Retried, WebhookList } from './webhook-schemas.ts'

const BY_ID = { id: v.pipe(PersonId, v.description('A verified id: the sub of a token.')) }
const BY_CLIENT = { clientId: ClientId }
const NAMES_ONE = 'It names a person, by either an id or a clientId.'

export const SignalOrder = v.strictObject({
  // What the protocol takes as a kind, too.
  kind: v.pipe(v.string(), v.regex(/^[\w.:-]{1,64}$/)),
  data: v.pipe(v.optional(v.unknown(), null), v.description('Any JSON; null where it is left out.')),
  to: v.pipe(
    v.optional(v.pipe(v.array(ClientId), v.minLength(1, 'is for nobody: leave it out for everyone'))),
    v.description('The tabs that it is for; everyone where it is left out.'),
  ),
})

export const KickOrder = v.union([v.strictObject(BY_ID), v.strictObject(BY_CLIENT)], NAMES_ONE)

/** `roles` are all that the relay knows. */
export const roleOrder = (roles: readonly string[]) => {
  const role = v.picklist(roles)
  return v.union(
    [v.strictObject({ ...BY_ID, role }), v.strictObject({ ...BY_CLIENT, role })],
    `${NAMES_ONE} And a role: ${roles.join(', ')}.`,
  )
}

export const SettingsOrder = v.strictObject({
  gc: v.pipe(
    v.nullable(v.boolean()),
    v.description(
      'False: the document keeps what was deleted, for versions of it. Null: as the relay is set.',
    ),
  ),
})

export const LockOrder = v.strictObject({ locked: v.boolean() })

export const RefusalBody = v.object({
  error: v.picklist(Object.keys(REFUSALS) as RefusalCode[]),
  message: v.pipe(v.string(), v.description('For people.')),
  retry: v.pipe(
    v.picklist(['never', 'later', 'refresh']),
    v.description('Whether it is worth coming back: later, or with a new token.'),
  ),
})

export const Health = v.object({ ok: v.literal(true) })

export const Readiness = v.object({
  ...{ ready: v.boolean(), draining: v.boolean(), storeFailing: v.boolean() },
  bus: v.pipe(v.nullable(v.picklist(['up', 'down'])), v.description('Null where the relay has none.')),
})

const SetAside = v.pipe(
  v.nullable(v.object({ reason: v.pipe(v.string(), v.description('For people.')), sinceMs: WallMs })),
  v.description('Why it cannot be opened, and since when; null where it can, as far as is known.'),
)

const RelayId = v.pipe(v.string(), v.description('Of a relay: random, and another one at each start.'))

const RELAY = {
  relay: RelayId,
  self: v.pipe(v.boolean(), v.description('It is the relay that answers this.')),
  name: v.pipe(
    v.nullable(v.string()),
    v.description(
      'The machine and the port; null where it has never answered, and for those without a secret.',
    ),
  ),
}

const ROOM = {
  room: v.string(),
  loaded: v.pipe(v.boolean(), v.description('It is in memory.')),
  setAside: SetAside,
  epoch: v.pipe(v.nullable(v.string()), v.description('Null where the room is not in memory.')),
  entries: v.pipe(Count, v.description('Entries of presence.')),
}

export const RoomSummary = v.object({ ...ROOM, connections: Count })

const REFUSED = v.pipe(
  Count,
  v.description(
    'How much of what its connections sent was refused in the last 5 to 10 minutes, on all relays.',
  ),
)

const ListedRoom = v.object({
  room: v.string(),
  epoch: v.string(),
  loaded: v.pipe(v.boolean(), v.description('It is in memory, of this relay or of another one.')),
  setAside: ROOM.setAside,
  connections: v.pipe(Count, v.description('On all relays.')),
  people: v.pipe(Count, v.description('Who is seen there: tabs with one verified id are one.')),
  lagging: v.pipe(Count, v.description('Connections that do not take what they are sent, on all relays.')),
  refused: REFUSED,
  relays: v.pipe(
    v.array(v.object({ relay: RelayId, connections: Count })),
    v.description('Those that have it in memory, with their own connections.'),
  ),
  records: v.pipe(Count, v.description('Records that the store has of it.')),
  bytes: v.pipe(Count, v.description('The size of these records.')),
})

export const RoomList = v.object({
  rooms: v.array(ListedRoom),
  next: v.pipe(v.nullable(v.string()), v.description('The `after` of the next page; null at the end.')),
  relays: v.pipe(
    v.array(
      v.object({
        ...RELAY,
        figures: v.pipe(v.nullable(Figures), v.description('Null where it did not answer within a second.')),
      }),
    ),
    v.description('All that share rooms, this one first.'),
  ),
})

const PAGE_ROOMS = 100
const MOST_ROOMS = 1_000
const LIMIT = `is a whole number from 1 to ${MOST_ROOMS}.`

export const RoomListQuery = v.object({
  after: v.pipe(v.optional(v.string(), ''), v.description('Rooms whose names come after this one.')),
  limit: v.pipe(
    v.optional(v.string(), `${PAGE_ROOMS}`),
    v.regex(/^\d{1,4}$/, LIMIT),
    v.transform(Number),
    v.number(),
    v.integer(),
    v.minValue(1, LIMIT),
    v.maxValue(MOST_ROOMS, LIMIT),
    v.metadata({ description: 'How many at most.', default: PAGE_ROOMS }),
  ),
})

export const Presence = v.object({
  room: v.string(),
  entries: v.array(v.object({ clientId: ClientId, state: v.record(v.string(), v.unknown()) })),
})

const Rules = v.object({
  follow: v.pipe(
    v.nullable(v.pipe(v.number(), v.integer())),
    v.description('The clientID of the host whom everyone is asked to follow.'),
  ),
  reactionsMuted: v.boolean(),
  locked: v.boolean(),
  attendeesWrite: v.optional(
    v.pipe(v.boolean(), v.description('Attendees write as members do. Said only while it is so.')),
  ),
})

export const Connections = v.object({
  ...ROOM,
  rules: Rules,
  gc: v.pipe(v.boolean(), v.description('Whether the document lets go of what was deleted.')),
  roles: v.pipe(
    v.array(v.string()),
    v.description('Every role that can be given: none where the relay verifies nobody.'),
  ),
  connections: v.array(v.object({ ...AttendedConnection.entries, relay: RelayId })),
  left: v.pipe(
    v.array(v.object({ ...Disconnect.entries, relay: RelayId })),
    v.maxLength(50),
    v.description('The latest first.'),
  ),
  refused: REFUSED,
  relays: v.pipe(
    v.array(
      v.object({
        ...RELAY,
        connections: v.pipe(
          v.nullable(Count),
          v.description(
            'That it has of the room; of another relay not all may be listed. Null where it did not answer.',
          ),
        ),
      }),
    ),
    v.description('All that share rooms, this one first.'),
  ),
})

const DAY = 'is a day, such as 2030-01-31'

const Day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/, DAY),
  // One that the month does not have is moved into the next by Date.
  v.check((day) => new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) === true, DAY),
  v.description('A day in UTC, such as 2030-01-31.'),
)

export const AttendanceQuery = v.object({
  from: v.optional(Day, '0000-01-01'),
  to: v.optional(Day, '9999-12-31'),
})

export const Attendance = v.object({
  room: v.string(),
  days: v.pipe(Count, v.description('How many days a row is kept.')),
  rows: v.pipe(
    v.array(
      v.object({
        day: Day,
        id: v.pipe(
          v.nullable(v.string()),
          v.description('The verified id; null where nobody has verified them.'),
        ),
        name: v.nullable(v.string()),
        shownName: v.pipe(
          v.nullable(v.string()),
          v.description('The name under which everybody saw them last; they may have chosen it.'),
        ),
        role: v.string(),
        connection: v.pipe(
          v.nullable(v.string()),
          v.description('Of somebody without id and name: each connection of theirs is a row.'),
        ),
        firstMs: WallMs,
        lastMs: WallMs,
        minutes: v.pipe(Count, v.description('Several tabs at a time count once.')),
      }),
    ),
    v.description('By day.'),
  ),
})

export const UpdateBytes = v.pipe(v.unknown(), v.description('One Yjs update.'))

export const DocumentView = v.object({
  room: v.string(),
  epoch: v.string(),
  roots: v.pipe(
    v.record(
      v.string(),
      v.object({ type: v.picklist(['text', 'array', 'map', 'xml', 'unknown']), value: v.unknown() }),
    ),
    v.description('By the names of the root types. The type of each is guessed from what it holds.'),
  ),
})

export const Replaced = v.object({
  room: v.string(),
  epoch: v.pipe(v.string(), v.description('Its new epoch.')),
})

export const Merged = v.object({
  room: v.string(),
  epoch: v.string(),
  taken: v.pipe(
    v.picklist(['whole', 'in-part']),
    v.description('in-part: some of it waits for an update that has not come.'),
  ),
})

/** The components of the OpenAPI document, by their names there. */
export const SCHEMAS = {
  Refusal: RefusalBody,
  Health,
  Readiness,
  Room: RoomSummary,
  RoomList,
  Presence,
  Connections,
  Attendance,
  DocumentView,
  Replaced,
  Merged,
  SignalOrder,
  ClaimList,
  ClaimOrder,
  KickOrder,
  LockOrder,
  SettingsOrder,
  HookList,
  WebhookList,
  Retried,
} satisfies Readonly<Record<string, v.GenericSchema>>
