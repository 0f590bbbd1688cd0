import * as Y from 'yjs'
import { checkUpdate, type Need } from './update-check.ts'

/** What of an update could not be applied. */
export interface Leftover {
  readonly update: Uint8Array
  /** Where any of these is met, something of it may be applied. */
  readonly needs: readonly Need[]
}

/** Takes what Yjs could not apply out of where it would keep it; null where there is nothing. */
export const takeLeftover = (doc: Y.Doc): Leftover | null => {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  if (pendingStructs === null && pendingDs === null) return null
  store.pendingStructs = null
  store.pendingDs = null
  const parts = [pendingStructs?.update ?? [], pendingDs ?? []].filter((part) => part instanceof Uint8Array)
  const update = Y.convertUpdateFormatV2ToV1(Y.mergeUpdatesV2(parts))
  return { update, needs: needsOf(doc, update) ?? clocksOf(pendingStructs?.missing) }
}

/** By what each client's part begins with; null where a part could begin by that, and goes no further for another reason. */
const needsOf = ({ store }: Y.Doc, update: Uint8Array): Need[] | null => {
  const unmet = checkUpdate(update).needs.map((needs) =>
    needs.find(({ client, clock }) => Y.getState(store, client) < clock),
  )
  return unmet.every((need) => need !== undefined) ? unmet : null
}

/** As Yjs sees it: anything more of these clients may help. */
const clocksOf = (missing: ReadonlyMap<number, number> = new Map()): Need[] =>
  [...missing].map(([client, clock]) => ({ client, clock: clock + 1 }))
