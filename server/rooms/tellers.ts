// What a room tells its listeners, one function for each kind of news.
import type { RoomListener } from '../fanout/room-listener.ts'

type Teller<Name extends keyof RoomListener> = (
  listener: RoomListener,
  ...told: Parameters<NonNullable<RoomListener[Name]>>
) => void

export const ENTERED: Teller<'entered'> = (listener, who) => listener.entered?.(who)
export const LEFT: Teller<'left'> = (listener, who, reason) => listener.left?.(who, reason)
export const UPDATED: Teller<'updated'> = (listener, update, by) => listener.updated?.(update, by)
export const HELD: Teller<'held'> = (listener, update, by) => listener.held?.(update, by)
export const WRITTEN: Teller<'written'> = (listener) => listener.written?.()
export const CHANGED: Teller<'changed'> = (listener, entry) => listener.changed?.(entry)
export const REMOVED: Teller<'removed'> = (listener, removal) => listener.removed?.(removal)
export const SETTLED: Teller<'settled'> = (listener) => listener.settled?.()
export const SIGNALLED: Teller<'signalled'> = (listener, signal, by, to) =>
  listener.signalled?.(signal, by, to)
export const RULED: Teller<'ruled'> = (listener, rules) => listener.ruled?.(rules)
