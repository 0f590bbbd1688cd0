import type { Room } from 'homeroom/client'
import { words } from '../words/index.ts'

/** So long the page waits for what was written here to come to the relay. */
const WAIT_MS = 5_000

/** Settles when the relay has what was written here: what it does not have is in no version. */
export const sent = ({ saved }: Pick<Room, 'saved'>): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
    }
    const look = () => {
      if (saved.get().state === 'local') return
      end()
      resolve()
    }
    const timer = setTimeout(() => {
      end()
      reject(new Error(words().versions.notSent))
    }, WAIT_MS)
    const unsubscribe = saved.subscribe(look)
    look()
  })
