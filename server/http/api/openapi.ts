// The OpenAPI 3.1 document of the HTTP API, made from its routes and their schemas. A test holds it against the relay:
// [HT12] of docs/protocol.md.
import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { REFUSALS, type RefusalCode, ROOM_ID_CHARS } from '../../../shared/index.ts'
import { CHAT_SCHEMAS } from './chat-schemas.ts'
import { RoomLesson } from './lesson-schemas.ts'
import { LINK_SCHEMAS } from './link-schemas.ts'
import { JSON_TYPE } from './request.ts'
import type { Answer, Right, RouteDescription } from './route.ts'
import { RefusalBody, SCHEMAS as ROOM_SCHEMAS } from './schemas.ts'
import { VERSION_SCHEMAS } from './version-schemas.ts'

const SCHEMAS = { ...ROOM_SCHEMAS, ...VERSION_SCHEMAS, ...LINK_SCHEMAS, ...CHAT_SCHEMAS, RoomLesson }

/** OpenAPI 3.1 has JSON Schema 2020-12. Checks in code have no word there; a text that is read as a number is one. */
const CONVERSION = {
  ignoreActions: ['check'],
  typeMode: 'output',
  overrideRef: ({ referenceId }) => refTo(referenceId),
} satisfies ConversionConfig

const NAMES = new Map<v.GenericSchema, string>(
  Object.entries<v.GenericSchema>(SCHEMAS).map(([name, schema]) => [schema, name]),
)

const refTo = (name: string) => `#/components/schemas/${name}`

/** A schema by its name where it has one. */
const schemaOf = (schema: v.GenericSchema): object => {
  const name = NAMES.get(schema)
  if (name !== undefined) return { $ref: refTo(name) }
  const { $schema: _, ...json } = toJsonSchema(schema, { ...CONVERSION, target: 'draft-2020-12' })
  return json
}

const mapValues = <Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

const contentOf = (schemaByType: Readonly<Record<string, v.GenericSchema>>) =>
  mapValues(schemaByType, (schema) => ({ schema: schemaOf(schema) }))

const OF_TOKENS = [
  'bad-subject',
  'bad-claims',
  'token-missing',
  'token-bad',
  'token-expired',
  'token-revoked',
  'room-forbidden',
  'role-forbidden',
  'bad-room',
  'auth-unavailable',
  'too-many-refusals',
] as const

/** Of pages and names from elsewhere, whatever they ask for. */
const OF_ORIGINS = ['origin-forbidden', 'host-forbidden'] as const

/** The refusals of a request that lacks the right. */
const OF_RIGHT: Readonly<Record<Right, readonly RefusalCode[]>> = {
  everyone: OF_ORIGINS,
  look: [...OF_ORIGINS, ...OF_TOKENS, 'busy'],
  order: [...OF_ORIGINS, ...OF_TOKENS, 'busy'],
  admin: [...OF_ORIGINS, 'token-missing', 'role-forbidden', 'too-many-refusals'],
}

/** The answers to refused requests, by the table: those with one status share one. */
const refusalsOf = ({ right, query, body, refusals = [] }: RouteDescription) => {
  const codes = new Set(OF_RIGHT[right])
  if (query !== undefined || body !== undefined) codes.add('bad-request')
  if (body !== undefined) codes.add('body-too-large')
  for (const code of refusals) codes.add(code)
  const codesByStatus = Map.groupBy(codes, (code) => `${REFUSALS[code].http}`)
  return mapValues(Object.fromEntries(codesByStatus), (those) => ({
    description: those.map((code) => `\`${code}\`: ${REFUSALS[code].text}`).join(' '),
    content: contentOf({ [JSON_TYPE]: RefusalBody }),
  }))
}

const answerOf = ({ description, json, content, headers }: Answer) => ({
  description,
  ...(headers !== undefined && {
    headers: mapValues(headers, (text) => ({ description: text, schema: { type: 'string' } })),
  }),
  ...((json ?? content) && { content: contentOf({ ...content, ...(json && { [JSON_TYPE]: json }) }) }),
})

const ROOM = {
  name: 'room',
  in: 'path',
  required: true,
  description: 'The room id, percent-encoded: its slashes, too.',
  schema: { type: 'string', minLength: 1, maxLength: ROOM_ID_CHARS },
}

const VERSION = {
  name: 'version',
  in: 'path',
  required: true,
  description: 'The id of a version.',
  schema: { type: 'string', minLength: 1 },
}

const LINK = { ...VERSION, name: 'link', description: 'The id of a link.' }

const parametersOf = ({ path, query, headers = {} }: RouteDescription): readonly object[] => [
  ...(path.includes(':room') ? [ROOM] : []),
  ...(path.includes(':version') ? [VERSION] : []),
  ...(path.includes(':link') ? [LINK] : []),
  ...Object.entries(query?.entries ?? {}).map(([name, entry]) => {
    const { $schema: _, description, ...schema } = toJsonSchema(entry as v.GenericSchema, CONVERSION)
    return { name, in: 'query', description, schema }
  }),
  ...Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  })),
]

const operationOf = (route: RouteDescription) => {
  const parameters = parametersOf(route)
  const { summary, right, body, answers } = route
  return {
    summary,
    ...(right === 'everyone' && { security: [] }),
    ...(right === 'admin' && { description: 'For the holder of a secret.' }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf({ [body.type]: body.schema }) } }),
    responses: { ...mapValues(answers, answerOf), ...refusalsOf(route) },
  }
}

export const openApiOf = (routes: readonly RouteDescription[]): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Homeroom',
    version: '1',
    description: 'Rooms of a relay: their documents, the people in them, and what hosts may order there.',
  },
  // Wherever the relay is mounted: this document lies in `api/`.
  servers: [{ url: '..', description: 'This relay.' }],
  // Nothing is needed where the relay verifies nobody.
  security: [{ bearer: [] }, {}],
  paths: mapValues(
    Object.fromEntries(Map.groupBy(routes, ({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'))),
    (those) => Object.fromEntries(those.map((route) => [route.method, operationOf(route)])),
  ),
  components: {
    schemas: toJsonSchemaDefs(SCHEMAS, { ...CONVERSION, target: 'draft-2020-12' }),
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: "A host's token for the room, or a secret of the relay.",
      },
    },
  },
})
