// A change of a room's document over HTTP: merged as an edit of anybody else.
import type { Context } from 'hono'
import {
  fault,
  type Identity,
  ok,
  type RefusalCode,
  type Result,
  type RoomId,
} from '../../../shared/index.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Taken } from '../../document/document.ts'
import type { OpenRoom } from '../../handle/open-room.ts'
import type { EditCode } from '../../handle/room-error.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import { storeUpdate } from '../../handle/take-update.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { presentTag } from './document-tag.ts'
import { readPrecondition } from './etag.ts'
import { changeBody, type UpdateBodyDeps } from './request.ts'
import { type Route, route } from './route.ts'
import { Merged } from './schemas.ts'

export interface MergeDeps extends UpdateBodyDeps {
  readonly handles: RoomHandles
  readonly path: string
  /** The headers that a change may depend on, with their descriptions. */
  readonly conditions: Readonly<Record<string, string>>
}

/** A store that has not taken a change by then may take it later. */
const STORE_MS = 10_000

export const mergeRoute = ({ handles, path, conditions, ...bodies }: MergeDeps): Route =>
  route({
    method: 'patch',
    path,
    right: 'order',
    summary: 'Merges a Yjs update into the document, as an edit that everyone is told of.',
    headers: conditions,
    body: changeBody(bodies),
    answers: { 200: { description: 'It is merged, and stored.', json: Merged } },
    refusals: ['room-not-found', 'precondition-failed', 'store-unavailable', 'room-set-aside', 'busy'],
    handle: ({ c, caller: { room, identity }, body }) =>
      handles.use(room, (open) => merge(c, open, identity, body)),
  })

const merge = async (
  c: Context<Env>,
  open: OpenRoom,
  identity: Identity,
  update: Uint8Array,
): Promise<Result<{ room: RoomId; epoch: string; taken: Taken }, RefusalCode>> => {
  const { id, epoch } = open.room
  if (!(await holds(c, open))) return refusal('precondition-failed')
  const stored: Promise<Stored> = storeUpdate(open, update, open.speaker('http', identity))
  const merged = await withDeadline(STORE_MS, stored, NOT_STORED)
  if (merged.ok) return ok({ room: id, epoch, taken: merged.value })
  return fault(REFUSED_AS[merged.fault.code], merged.fault.message)
}

/** Whether the condition holds for the document, and nothing has come into it since it was looked at. */
const holds = async (c: Context<Env>, open: OpenRoom): Promise<boolean> => {
  const precondition = readPrecondition(c)
  if (precondition === null) return true
  const { document } = open.room
  const { version } = document
  if (!precondition.holds(await presentTag(open))) return false
  const isAsItWas = open.ended === null && !open.room.isBusy && document.version === version
  return isAsItWas || precondition.holds(NO_TAG)
}

/** The tag of no document: what holds for it holds for every document. */
const NO_TAG = '""'

type Stored = Result<Taken, EditCode | 'not-stored'>

const NOT_STORED = fault('not-stored', 'It is merged, but not stored: it may end with the relay.')

const REFUSED_AS: Readonly<Record<EditCode | 'not-stored', RefusalCode>> = {
  'bad-update': 'bad-request',
  'document-gap': 'bad-request',
  'document-too-large': 'body-too-large',
  'update-too-large': 'body-too-large',
  'too-costly': 'body-too-large',
  'role-forbidden': 'role-forbidden',
  'not-stored': 'store-unavailable',
  'try-later': 'store-unavailable',
  'room-reset': 'precondition-failed',
  closed: 'draining',
  draining: 'draining',
}
