import { appendTo, type Store } from '../../server/store/store.ts'
import { until } from './until.ts'

const bytesFor = (value: number): Uint8Array => Uint8Array.of(value >> 16, (value >> 8) & 255, value & 255)

const numberOf = ([high = 0, middle = 0, low = 0]: Uint8Array): number => (high << 16) | (middle << 8) | low

/** Writes one number after the other into a room, as a journal does: what is rejected is tried again until it is there. */
export const startWriter = (store: Store, room: string, epoch: string) => {
  const acknowledged: number[] = []
  /** Numbers that were rejected at least once: whether they were written nobody knows. */
  const retried = new Set<number>()
  let rejections = 0
  let isStopped = false

  const write = async () => {
    for (let value = 1; !isStopped; value++) {
      for (;;) {
        try {
          await appendTo(store, room, epoch, [bytesFor(value)])
          break
        } catch {
          retried.add(value)
          rejections += 1
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      acknowledged.push(value)
    }
  }
  const done = write()

  return {
    acknowledged,
    retried,
    /** Waits until so many more were acknowledged. */
    more: (count: number) => {
      const least = acknowledged.length + count
      return until(() => acknowledged.length >= least, `${count} more records are acknowledged`, 60_000)
    },
    /** Waits until something is rejected. */
    rejected: () => {
      const before = rejections
      return until(() => rejections > before, 'a write is rejected', 60_000)
    },
    stop: async () => {
      isStopped = true
      await done
    },
    /** What is wrong with the room: numbers that are not there, or are there twice though nobody wrote them twice. */
    faults: async (from: Store = store) => {
      const { updates, quarantined } = await from.open(room)
      const counts = new Map<number, number>()
      for (const value of updates.map(numberOf)) counts.set(value, (counts.get(value) ?? 0) + 1)
      return {
        missing: acknowledged.filter((value) => !counts.has(value)),
        twice: [...counts].filter(([value, count]) => count > 1 && !retried.has(value)),
        quarantined,
      }
    },
  }
}

export const NO_FAULTS = { missing: [], twice: [], quarantined: 0 }
