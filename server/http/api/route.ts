// A route of the HTTP API is one row: its path, who may use it, what it takes and answers, what it does. Hono is told of
// it, and the OpenAPI document is written, from that row.
import type { Context } from 'hono'
import type * as v from 'valibot'
import { type Identity, ok, type RefusalCode, type Result, type RoomId } from '../../../shared/index.ts'
import type { Env } from '../env.ts'
import { inPieces } from './in-pieces.ts'
import { type Body, JSON_TYPE, type QuerySchema, readQuery } from './request.ts'

/** A person who may use a route of a room. */
export interface Caller {
  readonly room: RoomId
  readonly identity: Identity
  /** It has a secret of the relay: its orders are not counted. */
  readonly isAdmin: boolean
}

/** Rights to use a route, with what the route is told of its caller. */
interface Callers {
  readonly everyone: null
  /** To see what is in a room: its hosts, and holders of a secret. */
  readonly look: Caller
  /** To change something in a room: those of them who may moderate. */
  readonly order: Caller
  /** To see what is about every room: holders of a secret. */
  readonly admin: null
}

export type Right = keyof Callers

/** For each right, the check whether a request has it. */
export type Authorize = {
  readonly [Name in Right]: (c: Context<Env>) => Promise<Result<Callers[Name], RefusalCode>>
}

/** What a route answers with one status: JSON by a schema, and other content by its media type. */
export interface Answer<Reply = unknown> {
  readonly description: string
  readonly json?: v.GenericSchema<unknown, Reply>
  readonly content?: Readonly<Record<string, v.GenericSchema>>
  /** Headers, with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What the OpenAPI document tells of a route. */
export interface RouteDescription<Reply = unknown> {
  readonly method: 'get' | 'put' | 'patch' | 'post' | 'delete'
  /** As Hono writes it: `/api/rooms/:room`. */
  readonly path: string
  readonly right: Right
  readonly summary: string
  readonly query?: QuerySchema
  /** Headers of the request that are read, with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
  readonly answers: Readonly<Record<number, Answer<Reply>>>
  /** Refusals of the handler: those of the right, the query and the body come by themselves. */
  readonly refusals?: readonly RefusalCode[]
}

/** A row as it is written down. */
interface RouteRow<Name extends Right, Query, Content, Reply> extends RouteDescription<Reply> {
  readonly right: Name
  readonly query?: QuerySchema<Query>
  readonly body?: Body<Content>
  handle(call: Call<Name, Query, Content>): Handled<Reply> | Promise<Handled<Reply>>
}

interface Call<Name extends Right, Query, Content> {
  readonly c: Context<Env>
  readonly caller: Callers[Name]
  readonly query: Query
  readonly body: Content
}

/** What is sent as JSON (nothing: 204), a response of the handler's own, or a refusal. */
type Handled<Reply> = Result<Frozen<Reply> | Response, RefusalCode>

type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value

/** Settles when it is the turn of work for a room; an empty name stands for what is of none. */
type RouteTurn = (room: string) => Promise<void>

export interface Route extends RouteDescription {
  /** Checks the right, reads what the row says, and gives what the handler answers. */
  answer(c: Context<Env>, authorize: Authorize, turn: RouteTurn): Promise<Result<Response, RefusalCode>>
}

/** Makes a route of a row, whose schemas give the types of the query, the body and the answer. */
export const route = <Name extends Right, Query = undefined, Content = undefined, Reply = undefined>(
  row: RouteRow<Name, Query, Content, Reply>,
): Route => ({
  ...row,
  async answer(c, authorize, turn) {
    const caller = await authorize[row.right](c)
    if (!caller.ok) return caller
    const query = row.query === undefined ? ok(undefined as Query) : readQuery(c, row.query)
    if (!query.ok) return query
    const body = row.body === undefined ? ok(undefined as Content) : await row.body.read(c)
    if (!body.ok) return body
    // Many tokens may have been verified in the same moment. Probes wait for nothing.
    if (row.right !== 'everyone') await turn(c.req.param('room') ?? '')
    const handled = await row.handle({ c, caller: caller.value, query: query.value, body: body.value })
    return handled.ok ? ok(toResponse(c, handled.value)) : handled
  },
})

/** JSON that says how long it is: by that a long answer is counted until it is taken. */
export const jsonResponse = (c: Context<Env>, body: Uint8Array<ArrayBuffer>): Response => {
  c.header('Content-Type', JSON_TYPE)
  c.header('Content-Length', `${body.length}`)
  return c.body(inPieces(body))
}

/** An answer in JSON holds for a moment, and for its reader: nothing may keep it. */
const toResponse = (c: Context<Env>, reply: unknown): Response => {
  if (reply instanceof Response) return reply
  if (reply === undefined) return new Response(null, { status: 204 })
  c.header('Cache-Control', 'no-store')
  return jsonResponse(c, Buffer.from(JSON.stringify(reply)))
}
