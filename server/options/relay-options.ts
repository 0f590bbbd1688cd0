// The options of a relay, once: their names, types, defaults and help; `createRelay` and the command both read them here.
import * as v from 'valibot'
import type { OwnRoles, Space } from '../../shared/index.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import { createLog, type Log } from '../base/log.ts'
import { isObject, not, oneOf, readOptions, text, wholeNumberFrom } from '../base/read-options.ts'
import type { Transport } from '../bus/transport.ts'
import type { Hooks } from '../events/hooks.ts'
import { ANONYMOUS_MODES, type AnonymousMode, type Authenticate } from '../gate/gate.ts'
import { isKeeping, type Store } from '../store/store.ts'
import type { VersionRule } from '../versions/rule.ts'
import type { WebhookOptions } from '../webhooks/webhook.ts'
import { BUS_OPTION, HEAL_OPTION } from './bus-option.ts'
import { HooksOption } from './hooks-option.ts'
import { ATTENDANCE_OPTION, CHAT_OPTION } from './kept-options.ts'
import { LIMIT_HELP, LimitsOption, LimitTexts } from './limits-option.ts'
import { functionOf, listOf, numberText, type Option, objectWith, schemasOf, secretList } from './option.ts'
import { RolesOption, RoleTexts } from './roles-option.ts'
import { CROWD_OPTION, IDLE_OPTION } from './room-options.ts'
import { KeySetSource, MountPath, Origin } from './sources.ts'
import { StoreOption } from './store-option.ts'
import { VersionsOption, VersionsText } from './versions-option.ts'
import { WebhooksOption } from './webhooks-option.ts'

/** What {@link createRelay} takes: each option may be left out. */
export interface RelayOptions {
  /** Where documents are kept; in memory by default. The relay closes it. */
  readonly store?: Store
  /**
   * HS256 secrets of tokens, and keys to the HTTP API; several while they are rotated, the one in use first. None of them
   * has under 32 bytes.
   */
  readonly secrets?: readonly string[]
  /** A file, or an http(s) URL, with a JSON Web Key Set (RFC 7517) of tokens; null (default) for none. */
  readonly jwks?: string | null
  /** The `iss` that tokens must have; any by default. */
  readonly issuer?: string
  /** The `aud` that tokens must have; any by default. */
  readonly audience?: string
  /** Joins without a token; `join` by default where nothing verifies tokens, else `off`. */
  readonly anonymous?: AnonymousMode
  /**
   * Takes the place of tokens and of anonymous joins. It may read cookies, which a browser also sends for a page of another site:
   * without `origins` only pages of the relay's own host join.
   */
  readonly authenticate?: Authenticate
  /**
   * Origins of pages that may join, such as `https://school.example`; `*` is all. Where it is empty, as by default: all, or with
   * `authenticate` those of the host that the request is for (`Host`).
   */
  readonly origins?: readonly string[]
  /** Where the relay's addresses begin on a server that it shares with others, such as `/rooms`; `/` by default. */
  readonly path?: string
  /**
   * Your own words for roles, each with the role whose rights it has: `{ teacher: 'host', pupil: 'attendee' }`. Tokens and
   * `authenticate` may name them, hosts may give them, and everybody sees them.
   */
  readonly roles?: OwnRoles
  /** `unit` clamps x and y to 0..1; `free` (default) leaves them. */
  readonly space?: Space
  /** In a room of more people than this, each is told of some of them at a time (docs/crowd.md): 200 by default; null for never. */
  readonly crowd?: number | null
  /**
   * True (default): documents let go of what was deleted. False: they keep it, so that clients with `gc: false` can show versions;
   * they never become smaller. The API sets it for one room.
   */
  readonly gc?: boolean
  /**
   * Carries what relays say to each other that share rooms: `redisBus(url)`. They share a store, too (docs/cluster.md). None by default:
   * then this relay has its rooms to itself. The relay closes it.
   */
  readonly bus?: Transport | null
  /**
   * True (default): where a room of up to 400 people stays on several relays, the fewer are told to come again, so that a proxy that hashes
   * rooms brings them together. False: for a proxy that does not.
   */
  readonly heal?: boolean
  /** Where events of rooms are sent to, signed (docs/server/webhooks.md); nowhere by default. They need a store with `keep`. */
  readonly webhooks?: readonly WebhookOptions[]
  /**
   * Versions of documents that are made by themselves, and which of them are kept: `{ hourly: 24, daily: 30 }` keeps the last one of each
   * of the last 24 hours and 30 days that have any, in UTC. None by default; others are made by the API. The store keeps them.
   */
  readonly versions?: VersionRule
  /** What the relay bears, by name (docs/operations.md, Limits); the others are at their defaults. */
  readonly limits?: Partial<Limits>
  /** How many proxies stand in front, each of which adds to `X-Forwarded-For`; 0 (default) believes none. */
  readonly trustProxy?: number
  /** How long a room stays in memory with nobody in it, in ms; 30 000 by default, up to a day. */
  readonly idleMs?: number
  /** `known`: a room is there once the API has put a document into it; `any` (default): once somebody joins. */
  readonly rooms?: 'any' | 'known'
  /** A folder of files to serve at `/`; null (default) for none. */
  readonly page?: string | null
  /** So many days messages of the chat are kept (docs/chat.md): 30 by default; null for no chat. The store keeps them. */
  readonly chat?: number | null
  /** So many days it is kept who was in which room, and for how long; null (default) keeps nothing. */
  readonly attendance?: number | null
  /** Code of yours that is asked, or told, about what happens in rooms; none by default. */
  readonly hooks?: Hooks
  /** Takes the lines of the log; by default warnings and errors go to standard error, as JSON. */
  readonly log?: Log
  /** The time, for tests; the system's by default. */
  readonly clock?: Clock
}

const MOST_PROXIES = 16
const ROOMS = ['any', 'known'] as const
const SPACES = ['free', 'unit'] as const satisfies readonly Space[]

/** Options that the command has, too. */
export const RELAY_SETTINGS = {
  secrets: {
    schema: v.optional(secretList, []),
    flag: {
      name: 'secret',
      value: 'SECRET',
      help: 'HS256 secret of tokens, 32 bytes or more; better in HOMEROOM_SECRET',
      multiple: true,
    },
  },
  jwks: {
    schema: v.nullish(KeySetSource, null),
    flag: { name: 'jwks', value: 'FILE_OR_URL', help: 'JSON Web Key Set of tokens' },
  },
  issuer: {
    schema: v.optional(text),
    flag: { name: 'issuer', value: 'ISS', help: 'the iss that tokens must have' },
  },
  audience: {
    schema: v.optional(text),
    flag: { name: 'audience', value: 'AUD', help: 'the aud that tokens must have' },
  },
  anonymous: {
    schema: v.optional(oneOf(ANONYMOUS_MODES)),
    flag: {
      name: 'anonymous',
      value: 'join|view|off',
      help: 'joins without a token (join without secret and jwks, else off)',
    },
  },
  origins: {
    schema: v.optional(listOf(Origin), []),
    flag: {
      name: 'origin',
      value: 'URL',
      help: 'origin of pages that may join, * for all (all)',
      multiple: true,
    },
  },
  rooms: {
    schema: v.optional(oneOf(ROOMS), 'any'),
    flag: {
      name: 'rooms',
      value: 'any|known',
      help: 'known: a room is made by the API alone, and any other is not there (any)',
    },
  },
  roles: {
    schema: RolesOption,
    flag: {
      name: 'roles',
      value: 'WORD=ROLE',
      help: 'a word of yours for a role: teacher=host; its rights are those of viewer, attendee, member or host',
      multiple: true,
      text: RoleTexts,
    },
  },
  space: {
    schema: v.optional(oneOf(SPACES), 'free'),
    flag: { name: 'space', value: 'free|unit', help: 'unit clamps x and y to 0..1 (free)' },
  },
  crowd: CROWD_OPTION,
  idleMs: IDLE_OPTION,
  trustProxy: {
    schema: v.optional(wholeNumberFrom(0, MOST_PROXIES), 0),
    flag: {
      name: 'trust-proxy',
      value: 'N',
      help: 'proxies in front whose X-Forwarded-For is believed; one too many lets anybody forge it (0)',
      text: v.pipe(numberText, wholeNumberFrom(0, MOST_PROXIES)),
    },
  },
  gc: {
    schema: v.optional(v.boolean(not('is true or false')), true),
    flag: {
      name: 'gc',
      value: 'on|off',
      help: 'off: documents keep what was deleted, for versions of them (on)',
      text: v.pipe(
        oneOf(['on', 'off']),
        v.transform((value) => value === 'on'),
      ),
    },
  },
  chat: CHAT_OPTION,
  attendance: ATTENDANCE_OPTION,
  versions: {
    schema: VersionsOption,
    flag: {
      name: 'versions',
      value: 'PERIOD:N,...',
      help: 'versions made by themselves, and how many are kept: hourly:24,daily:30,weekly:8 (none)',
      text: VersionsText,
    },
  },
  bus: BUS_OPTION,
  heal: HEAL_OPTION,
  limits: {
    schema: LimitsOption,
    flag: { name: 'limit', value: 'NAME=N', help: LIMIT_HELP, multiple: true, text: LimitTexts },
  },
}

const RELAY_OPTIONS = {
  ...RELAY_SETTINGS,
  store: { schema: StoreOption },
  authenticate: { schema: v.optional(functionOf<Authenticate>()) },
  hooks: { schema: HooksOption },
  webhooks: { schema: WebhooksOption },
  page: { schema: v.nullish(text, null) },
  path: { schema: v.optional(MountPath, '/') },
  log: { schema: v.optional(objectWith<Log>('debug', 'info', 'warn', 'error'), () => createLog('warn')) },
  clock: {
    schema: v.optional(objectWith<Clock>('wallMs', 'monotonicMs', 'every', 'after'), () => systemClock),
  },
} satisfies { readonly [Name in keyof Required<RelayOptions>]: Option<RelayOptions[Name]> }

const ENTRIES = schemasOf(RELAY_OPTIONS)

/** The options of a relay, with a default for what was left out. */
export interface RelaySettings extends v.InferOutput<v.ObjectSchema<typeof ENTRIES, undefined>> {
  readonly anonymous: AnonymousMode
  /** Whether identities are verified: by tokens, or by the host. */
  readonly verifies: boolean
  /** Nobody is verified, and nobody has said that anonymous people may come. */
  readonly isOpenUnsaid: boolean
}

/** Reads options whole; throws a TypeError that lists everything that is wrong with them. */
export const parseRelayOptions = (options: RelayOptions): RelaySettings => {
  const settings = readOptions('createRelay', ENTRIES, options, (given) => [
    ...(given.anonymous === 'off' && !isVerifying(given)
      ? ['anonymous: "off" without secrets, jwks or authenticate lets nobody in']
      : []),
    ...(keeps(given.store) ? [] : unkept(given)),
  ])
  const verifies = isVerifying(settings)
  return {
    ...settings,
    anonymous: settings.anonymous ?? (verifies ? 'off' : 'join'),
    verifies,
    isOpenUnsaid: !verifies && settings.anonymous === undefined,
  }
}

/** What needs a store that keeps things beside the documents. */
const unkept = ({
  attendance,
  chat,
  versions,
  webhooks,
}: { readonly [Name in keyof RelayOptions]?: unknown }) => [
  ...Object.entries({
    attendance: typeof attendance === 'number',
    chat: typeof chat === 'number',
    versions: isScheduling(versions),
  }).flatMap(([name, isWanted]) =>
    isWanted ? [`${name}: the store keeps none: it has no methods keep, kept and keptBodies`] : [],
  ),
  ...(hasSome(webhooks)
    ? ['webhooks need a store with the methods keep, kept and keptBodies: events wait there']
    : []),
]

const isScheduling = (rule: unknown): boolean => isObject(rule) && Object.keys(rule).length > 0

const isVerifying = ({ authenticate, secrets, jwks }: { readonly [Name in keyof RelayOptions]?: unknown }) =>
  authenticate !== undefined || (Array.isArray(secrets) && secrets.length > 0) || (jwks ?? null) !== null

const hasSome = (list: unknown): boolean => Array.isArray(list) && list.length > 0

const keeps = (store: unknown): boolean =>
  store === undefined || (isObject(store) && isKeeping(store as unknown as Store))
