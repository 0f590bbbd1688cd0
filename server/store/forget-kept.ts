import type { KeepingStore } from './store.ts'

/** So many are read or taken away at once. */
const PAGE = 500

/** Takes away what is kept of one kind, in all rooms, where `isOld` says so of its key. Rejects as the store does. */
export const forgetKept = async (
  store: KeepingStore,
  kind: string,
  isOld: (key: string) => boolean,
): Promise<void> => {
  let page = await store.kept(kind, { limit: PAGE })
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    const old = page.filter(({ key }) => isOld(key))
    for (const [room, entries] of Map.groupBy(old, (entry) => entry.room))
      await store.keep(room, kind, new Map(entries.map(({ key }) => [key, null])))
    const { room, key } = last
    page = await store.kept(kind, { after: { room, key }, limit: PAGE })
  }
}
