import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fault, type Identity, ok, type Result } from '../../shared/index.ts'
import { inTurns } from '../base/in-turns.ts'
import type { Limits } from '../base/limits.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { TakeResult } from '../document/update-queue.ts'
import { loneDocument } from '../document/whole-update.ts'
import type { Participant } from '../presence/participant.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { partsOf } from '../rooms/snapshot-parts.ts'
import { wholeSnapshot } from '../rooms/whole-snapshot.ts'
import { restoreUpdate } from './restore-update.ts'

/** `body-too-large`: what it would be is over a limit of documents. */
export type RestoreFault = 'busy' | 'body-too-large'

export interface ApplyDeps {
  readonly hub: Pick<Hub, 'peek'>
  readonly limits: Limits
  readonly turns: Turns
}

/** No client waits for it, and no client is charged. */
const NO_BUDGET = { leftMs: Number.POSITIVE_INFINITY, spend: () => undefined }

/** The update by which a room gets the content of `wanted`; null where it has that. */
export const restoreOf = async (
  room: Room,
  wanted: Uint8Array,
  { limits, turns }: Pick<ApplyDeps, 'limits' | 'turns'>,
): Promise<Made> => {
  const live = await wholeSnapshot(room, turns)
  return inTurns(turns, updateBetween(live, wanted, limits), { room: room.id })
}

/** Edits a room by the update of a restore, as `by`: everyone in it is told of it, and what others have written since merges with it. */
export const applyRestore = async (
  room: Room,
  update: Uint8Array,
  by: Identity,
  { hub, limits }: Pick<ApplyDeps, 'hub' | 'limits'>,
): Promise<Result<void, RestoreFault>> => {
  const parts = update.length <= limits.update ? [update] : partsOf([update])
  for await (const part of parts) {
    // It is empty, and has left memory.
    if (hub.peek(room.id) !== room) return AGAIN
    const taken = await take(room, serverCode(by), part)
    if (!taken.ok) return fault('body-too-large', taken.fault.message)
    if (room.hasFailed) return AGAIN
    await nextTurn()
  }
  return ok(undefined)
}

type Made = Result<Uint8Array | null, RestoreFault>

/** Where it comes in parts, it is looked at first whether all of it may come: none of it is taken otherwise. */
function* updateBetween(live: Uint8Array, wanted: Uint8Array, limits: Limits): Work<Made> {
  const update = yield* restoreUpdate(live, wanted)
  if (update === null || update.length <= limits.update) return ok(update)
  const tried = loneDocument({ limits })
  try {
    yield* tried.load([live])
    const taken = yield* tried.take(update, null)
    return taken.ok ? ok(update) : fault('body-too-large', taken.fault.message)
  } finally {
    tried.close()
  }
}

const take = (room: Room, by: Participant, update: Uint8Array): Promise<TakeResult> =>
  new Promise((resolve) => room.update(by, update, NO_BUDGET, resolve))

/** Server code that speaks for somebody. */
const serverCode = (identity: Identity): Participant => ({
  id: randomUUID(),
  identity,
  source: 'server',
  tell: () => undefined,
  probe: (answered) => answered(),
  close: () => undefined,
})

const AGAIN = fault('busy', 'The room left memory meanwhile. Come back.')
