import * as encoding from 'lib0/encoding'
import type * as Y from 'yjs'
import { countingClient } from './counting-client.ts'
import { until } from './until.ts'
import { CONTENT, item, updateOf } from './yjs-bytes.ts'

/** True once so many ms have passed from the first call. */
export const after = (ms: number): (() => boolean) => {
  let endMs: number | null = null
  return () => {
    endMs ??= performance.now() + ms
    return performance.now() >= endMs
  }
}

/** Writes in a room and sees it there, again and again until `isOver`; gives the longest that this took, in ms. */
export const pingIn = async (wsUrl: string, room: string, isOver: () => boolean): Promise<number> => {
  const [one, other] = [await countingClient(wsUrl, room), await countingClient(wsUrl, room)]
  await until(() => one.asked() > 0 && other.asked() > 0 && one.answers() > 0 && other.answers() > 0)
  let longestMs = 0
  for (let count = 1; !isOver(); count++) {
    const beganMs = performance.now()
    one.write((doc) => doc.getMap('map').set('count', count))
    await until(() => other.doc.getMap('map').get('count') === count)
    longestMs = Math.max(longestMs, performance.now() - beganMs)
  }
  return Math.round(longestMs)
}

/** How many structs a document has. */
export const documentSize = (doc: Y.Doc): number =>
  [...doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0)

const oneValue = (index: number) =>
  item(
    CONTENT.any,
    (encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeUint8(encoder, 126)
    },
    index === 0 ? {} : { origin: [2, index - 1] },
  )

/** Values of a list, each a struct of its own: Yjs joins them by copying all that it has joined so far. */
export const values = (count: number): Uint8Array =>
  updateOf([{ client: 2, structs: Array.from({ length: count }, (_, index) => oneValue(index)) }])

/** Structs that Yjs never joins. */
export const embeds = (client: number, count: number): Uint8Array => {
  const embed = (index: number) =>
    item(
      CONTENT.embed,
      (encoder) => encoding.writeVarString(encoder, '1'),
      index === 0 ? {} : { origin: [client, index - 1] },
    )
  return updateOf([{ client, structs: Array.from({ length: count }, (_, index) => embed(index)) }])
}
