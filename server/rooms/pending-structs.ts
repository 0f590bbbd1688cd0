import * as Y from 'yjs'

/** That a document must know so much of what `client` has written. */
export interface Need {
  readonly client: number
  readonly clock: number
}

type Struct = Y.Item | Y.GC

/** What of an update could not be applied. */
export interface PendingStructs {
  readonly update: Uint8Array
  /** Where any of these is met, something of it may be applied. */
  readonly needs: readonly Need[]
}

/** Takes what Yjs could not apply out of where it would keep it; null where there is nothing. */
export const takePendingStructs = (doc: Y.Doc): PendingStructs | null => {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  if (pendingStructs === null && pendingDs === null) return null
  store.pendingStructs = null
  store.pendingDs = null
  const parts = [pendingStructs?.update ?? [], pendingDs ?? []].filter((part) => part instanceof Uint8Array)
  const update = Y.convertUpdateFormatV2ToV1(Y.mergeUpdatesV2(parts))
  const unmet = partsOf(update).flatMap(
    (needs) => needs.find(({ client, clock }) => Y.getState(store, client) < clock) ?? [],
  )
  return { update, needs: unmet.length > 0 ? unmet : clocksOf(pendingStructs?.missing) }
}

/** Of each part of an update: what must be there before its beginning can be applied. */
const partsOf = (update: Uint8Array): Need[][] => {
  const { structs, ds } = Y.decodeUpdate(update)
  const firstByClient = new Map<number, Struct>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Skip) && !firstByClient.has(struct.id.client))
      firstByClient.set(struct.id.client, struct)
  }
  const parts = [...firstByClient.values()].map((struct) => needsOf(struct, firstByClient))
  for (const [client, deletions] of ds.clients) parts.push([{ client, clock: lowestOf(deletions) + 1 }])
  return parts
}

/** What comes in the same update is no need: the part that brings it has its own. */
const needsOf = (struct: Struct, firstByClient: ReadonlyMap<number, Struct>): Need[] => {
  const { client, clock } = struct.id
  const needs: Need[] = [{ client, clock }]
  if (!(struct instanceof Y.Item)) return needs
  for (const reference of [struct.origin, struct.rightOrigin, struct.parent]) {
    if (!(reference instanceof Y.ID)) continue
    const first = firstByClient.get(reference.client)
    if (first === undefined || reference.clock < first.id.clock)
      needs.push({ client: reference.client, clock: reference.clock + 1 })
  }
  return needs
}

/** As Yjs sees it: anything more of these clients may help. */
const clocksOf = (missing: ReadonlyMap<number, number> = new Map()): Need[] =>
  [...missing].map(([client, clock]) => ({ client, clock: clock + 1 }))

const lowestOf = (deletions: readonly { readonly clock: number }[]): number =>
  deletions.reduce((lowest, { clock }) => Math.min(lowest, clock), Number.POSITIVE_INFINITY)
