import { answer, jsonOf, ofRelay, ofRoom } from './answers.ts'
import { SCHEMAS } from './schemas.ts'
import type { OpenApi, Operation, Parameter } from './types.ts'

const UPDATE = 'application/octet-stream'
const BYTES = { description: 'One Yjs update.' }

const ROOM: Parameter = {
  name: 'room',
  in: 'path',
  required: true,
  description: 'The room id, percent-encoded: its slashes, too.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
}

const header = (name: string, description: string): Parameter => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
})

const CONDITIONS = [
  header('If-Match', 'An ETag of the bytes, or `*`: nothing is done where the document is another one.'),
  header('If-None-Match', '`*`: nothing is done where there is a document.'),
]

const TAGS = {
  ETag: { description: 'Of these bytes.', schema: { type: 'string' } },
  'Homeroom-Epoch': { description: 'The generation of the room.', schema: { type: 'string' } },
}

const look = (summary: string, schema: 'Room' | 'Presence' | 'Connections'): Operation => ({
  summary,
  parameters: [ROOM],
  responses: ofRoom({ 200: answer('The room as it is now; it is not loaded for it.', jsonOf(schema)) }),
})

const order = (
  summary: string,
  schema: 'SignalOrder' | 'KickOrder' | 'RoleOrder' | 'LockOrder',
): Operation => ({
  summary,
  parameters: [ROOM],
  requestBody: { required: true, content: jsonOf(schema) },
  responses: ofRoom({ 204: answer('It is done.') }, 'bad-request', 'not-found', 'body-too-large'),
})

const open = (summary: string, answers: Operation['responses']): Operation => ({
  summary,
  security: [],
  responses: answers,
})

/** What the relay answers over HTTP. A test holds it against the relay: [HT12] of docs/protocol.md. */
export const OPENAPI: OpenApi = {
  openapi: '3.1.0',
  info: {
    title: 'Homeroom',
    version: '1',
    description: 'Rooms of a relay: their documents, who is in them, and what hosts may order there.',
  },
  // Wherever the relay is mounted: this document lies in `api/`.
  servers: [{ url: '..', description: 'This relay.' }],
  // Nothing is needed where the relay verifies nobody.
  security: [{ bearer: [] }, {}],
  paths: {
    '/healthz': { get: open('Whether the process answers.', { 200: answer('It does.', jsonOf('Health')) }) },
    '/readyz': {
      get: open('Whether new connections are welcome.', {
        200: answer('They are.', jsonOf('Readiness')),
        503: answer('The relay goes down, or its store fails.', jsonOf('Readiness')),
      }),
    },
    '/metrics': {
      get: open('Numbers for Prometheus.', {
        200: answer('Its text format.', { 'text/plain': { schema: { type: 'string' } } }),
      }),
    },
    '/api/openapi.json': {
      get: open('This document.', {
        200: answer('OpenAPI 3.1.', { 'application/json': { schema: { type: 'object' } } }),
      }),
    },
    '/api/rooms': {
      get: {
        summary: 'Rooms that are stored or in memory, by name.',
        description: 'For the holder of a secret.',
        parameters: [
          {
            name: 'after',
            in: 'query',
            description: 'Rooms whose names come after this one.',
            schema: { type: 'string' },
          },
          {
            name: 'limit',
            in: 'query',
            description: 'How many at most.',
            schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
          },
        ],
        responses: ofRelay({ 200: answer('A page of them.', jsonOf('RoomList')) }),
      },
    },
    '/api/rooms/{room}': { get: look('A room in short.', 'Room') },
    '/api/rooms/{room}/presence': { get: look('Who is there, as everyone sees them.', 'Presence') },
    '/api/rooms/{room}/connections': {
      get: look('Connections, what waits for them, and why the last ones left.', 'Connections'),
    },
    '/api/rooms/{room}/document': {
      get: {
        summary: 'The document.',
        parameters: [ROOM, header('If-None-Match', 'An ETag that is known already.')],
        responses: ofRoom(
          {
            200: {
              description: 'As a Yjs update, or as JSON where only that is accepted.',
              headers: TAGS,
              content: { [UPDATE]: { schema: BYTES }, ...jsonOf('DocumentView') },
            },
            304: { description: 'It is known already.', headers: TAGS },
          },
          'room-not-found',
          'not-acceptable',
          'store-unavailable',
        ),
      },
      put: {
        summary: 'Replaces the room: whoever is in it is told, and closed with 4409.',
        parameters: [ROOM, ...CONDITIONS],
        requestBody: { required: true, content: { [UPDATE]: { schema: BYTES } } },
        responses: ofRoom(
          { 200: answer('It has another generation.', jsonOf('Replaced')) },
          'bad-request',
          'precondition-failed',
          'body-too-large',
          'store-unavailable',
        ),
      },
      delete: {
        summary: 'Deletes all that is in the room: whoever is in it is told, and closed with 4409.',
        parameters: [ROOM, ...CONDITIONS],
        responses: ofRoom({ 204: answer('It is done.') }, 'precondition-failed', 'store-unavailable'),
      },
    },
    '/api/rooms/{room}/signals': { post: order('Sends a signal to who is there.', 'SignalOrder') },
    '/api/rooms/{room}/kick': {
      post: order('Removes somebody, whose tokens do not hold any more.', 'KickOrder'),
    },
    '/api/rooms/{room}/role': { post: order('Gives somebody a role in this room.', 'RoleOrder') },
    '/api/rooms/{room}/lock': { post: order('Locks the room, or opens it.', 'LockOrder') },
  },
  components: {
    schemas: SCHEMAS,
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: "A host's token for the room, or a secret of the relay.",
      },
    },
  },
}
