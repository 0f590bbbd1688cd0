import { fault, maySend, ok, type Result } from '../../shared/index.ts'
import type { Taken } from '../document/document.ts'
import type { TakeResult } from '../document/update-queue.ts'
import type { Participant } from '../presence/participant.ts'
import type { OpenRoom } from './open-room.ts'
import { type EditCode, endFault } from './room-error.ts'

/** An update that is in the document; `stored` settles once the store has it, or never will. */
interface TakenUpdate {
  readonly taken: Taken
  readonly stored: Promise<Result<Taken, EditCode>>
}

/** Has the room take an update as it takes one of a client: in its turn, checked, counted, written down, told to everyone. */
export const takeUpdate = async (
  open: OpenRoom,
  update: Uint8Array,
  by: Participant,
): Promise<Result<TakenUpdate, EditCode>> => {
  const { limits } = open.deps
  if (open.ended !== null) return endFault(open.ended)
  const { room } = open
  if (!maySend(by.identity, 'update'))
    return fault('role-forbidden', `The role ${by.identity.role} may not write.`)
  if (update.length > limits.update)
    return fault('update-too-large', `An update is over ${limits.update} bytes.`)
  const { promise, resolve } = Promise.withResolvers<{
    readonly result: TakeResult
    readonly appended: number
  }>()
  room.update(by, update, open.work, (result) => resolve({ result, appended: room.journal?.appended ?? 0 }))
  const { result, appended } = await promise
  if (!result.ok) return result
  // A room that has failed says yes to everything, and is loaded again without it.
  if (room.hasFailed) return endFault('try-later')
  const taken = result.value
  const whenStored = async (): Promise<Result<Taken, EditCode>> => {
    if ((await room.journal?.whenStored(appended)) !== false) return ok(taken)
    return endFault(open.deps.isDraining() ? 'draining' : 'room-reset')
  }
  return ok({ taken, stored: whenStored() })
}

/** The same until it is stored. */
export const storeUpdate = async (
  open: OpenRoom,
  update: Uint8Array,
  by: Participant,
): Promise<Result<Taken, EditCode>> => {
  const taken = await takeUpdate(open, update, by)
  return taken.ok ? taken.value.stored : taken
}
