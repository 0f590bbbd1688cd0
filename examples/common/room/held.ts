import { inTab } from '../page/storage.ts'

const keyOf = (room: string) => `held:${room}`

/** What this tab's person had when the page before this one ended: `hand`, `pen`, or both; empty for nothing. */
export const heldIn = (room: string): string => inTab.read(keyOf(room)) ?? ''

export const noteHeld = (room: string, held: readonly string[]): void =>
  inTab.write(keyOf(room), held.length > 0 ? held.join() : null)
