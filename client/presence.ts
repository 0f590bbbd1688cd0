/**
 * The people of a room without its document: `homeroom/presence`, for pages that load no Yjs.
 *
 * @module
 */
export type { Notice } from './connection/protocol-v1.ts'
export type { Status } from './connection/status.ts'
export type { TokenSource } from './connection/token.ts'
export { type Environment, type Hint, systemEnvironment, type Timers } from './environment.ts'
export type { Person, PersonEvent, Presence } from './presence/people.ts'
export type { Other, People } from './presence/people-lists.ts'
export { type PresenceOver, type PresenceOverOptions, presenceOver } from './presence/presence-over.ts'
export type { OwnPresence, Self } from './presence/self.ts'
export { joinPresence } from './presence-room.ts'
export { reactionsOf, signalsOf } from './presence-signals.ts'
export type { PresenceOptions, PresenceRoom } from './room-api.ts'
export type { Reaction, Reactions } from './signals/reactions.ts'
export type { HeardSignal, SendResult, SignalFault, SignalReceivers, Signals } from './signals/signals.ts'
export type { ReadonlyStore } from './store.ts'
