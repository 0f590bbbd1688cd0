// What a route reads of a request by a schema: its query, and its body as JSON or as a Yjs update.
import type { Context } from 'hono'
import * as v from 'valibot'
import { fault, ok, parseJson, type Result, STATE_DEPTH } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import { joined } from '../../base/joined.ts'
import type { Limits } from '../../base/limits.ts'
import type { Turns } from '../../base/turns.ts'
import { hasRest, readWholeUpdate } from '../../document/whole-update.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { UpdateBytes } from './schemas.ts'
import type { Upload, Uploads } from './uploads.ts'

/** An order in JSON: a signal is the largest. */
const JSON_BYTES = 16 * 1024

export const JSON_TYPE = 'application/json'
export const UPDATE_TYPE = 'application/octet-stream'

type BodyFault = 'bad-request' | 'body-too-large' | 'busy'

/** A query, by the names of its parameters. */
export type QuerySchema<Query = unknown> = v.GenericSchema<unknown, Query> & {
  readonly entries: v.ObjectEntries
}

/** What a route takes as its body. */
export interface Body<Content = unknown> {
  readonly type: string
  readonly schema: v.GenericSchema
  read(c: Context<Env>): Promise<Result<Content, BodyFault>>
}

export const readQuery = <Query>(
  c: Context<Env>,
  schema: QuerySchema<Query>,
): Result<Query, 'bad-request'> => {
  const query = v.safeParse(schema, c.req.query())
  return query.success ? ok(query.output) : badRequest(query.issues)
}

/** An order: JSON that says so by its type, which no page of another origin can send without asking first. */
export const jsonBody = <Content>(schema: v.GenericSchema<unknown, Content>): Body<Content> => ({
  type: JSON_TYPE,
  schema,
  async read(c) {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (type !== JSON_TYPE)
      return fault('bad-request', `The body is JSON, and its Content-Type is ${JSON_TYPE}.`)
    const chunks = await readChunks(c.req.raw, JSON_BYTES)
    if (!chunks.ok) return chunks
    const json = parseJson(new TextDecoder().decode(Buffer.concat(chunks.value)), STATE_DEPTH + 1)
    if (!json.ok) return fault('bad-request', json.fault.message)
    const parsed = v.safeParse(schema, json.value)
    return parsed.success ? ok(parsed.output) : badRequest(parsed.issues)
  },
})

export interface UpdateBodyDeps {
  readonly limits: Limits
  readonly uploads: Uploads
  readonly turns: Turns
}

type ReadUpdate = (chunks: readonly Uint8Array[], limits: Limits) => ReturnType<typeof readWholeUpdate>

/** A document: one Yjs update that stands by itself. */
export const documentBody = (deps: UpdateBodyDeps): Body<Uint8Array> =>
  updateBody(deps, deps.limits.document, readDocument)

/** A change of a document: one Yjs update, which may build on others. */
export const changeBody = (deps: UpdateBodyDeps): Body<Uint8Array> =>
  updateBody(deps, deps.limits.update, readChange)

const updateBody = (
  { limits, uploads, turns }: UpdateBodyDeps,
  mostBytes: number,
  read: ReadUpdate,
): Body<Uint8Array> => ({
  type: UPDATE_TYPE,
  schema: UpdateBytes,
  async read(c) {
    const upload = uploads.begin()
    try {
      const chunks = await readChunks(c.req.raw, mostBytes, upload)
      if (!chunks.ok) return chunks
      const update = await uploads.inTurn(() => inTurns(turns, read(chunks.value, limits), {}))
      if (update.ok) return update
      const { code, message } = update.fault
      return code === 'bad-update' ? fault('bad-request', message) : fault('body-too-large', message)
    } finally {
      upload.end()
    }
  },
})

const BUSY = fault('busy', 'Too many documents are being put in just now.')

const badRequest = ([issue]: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]) => {
  const path = v.getDotPath(issue)
  return fault('bad-request', path === null ? issue.message : `${path}: ${issue.message}`)
}

const readDocument: ReadUpdate = function* (chunks, limits) {
  return yield* readWholeUpdate(yield* joined(chunks), limits)
}

/** What the update itself says is for the room to read. */
const readChange: ReadUpdate = function* (chunks) {
  const update = yield* joined(chunks)
  return (yield* hasRest(update)) ? fault('bad-update', 'There are bytes after the update.') : ok(update)
}

const readChunks = async (
  request: Request,
  limitBytes: number,
  upload: Pick<Upload, 'growTo'> | null = null,
): Promise<Result<readonly Uint8Array[], BodyFault>> => {
  // What is said to be too large is not waited for.
  const saidBytes = Number(request.headers.get('content-length')) || 0
  if (saidBytes > limitBytes) return refusal('body-too-large')
  if (upload?.growTo(saidBytes) === false) return BUSY
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length
      if (bytes > limitBytes) return refusal('body-too-large')
      if (upload?.growTo(bytes) === false) return BUSY
      chunks.push(chunk)
    }
  } catch {
    // The client went away, and nobody will read the answer.
    return fault('bad-request', 'The body broke off.')
  }
  return ok(chunks)
}
