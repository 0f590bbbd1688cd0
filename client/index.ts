export type { Notice } from './connection/protocol-v1.ts'
export type { Status } from './connection/status.ts'
export type { TokenSource } from './connection/token.ts'
export type { Copy } from './document/copy.ts'
export type { OfflineState } from './document/offline-copy.ts'
export type { TooLarge } from './document/outgoing.ts'
export type { Obstacle, Saved } from './document/saved.ts'
export type { Seeded } from './document/seed.ts'
export { warnUnsaved } from './document/warn-unsaved.ts'
export { type Environment, type Hint, systemEnvironment, type Timers } from './environment.ts'
export type { Person, PersonEvent, PersonFields, Presence, PresenceFields } from './presence/people.ts'
export type { Other, OtherFields, People } from './presence/people-lists.ts'
export type { OwnPresence, PresenceChange, Self } from './presence/self.ts'
export type { YjsProvider, YjsProviderEvents } from './provider.ts'
// With a star: what an app declares for this module is merged with what stands in the file.
export type * from './register.ts'
export { joinRoom } from './room.ts'
export type { Room, RoomOptions } from './room-api.ts'
export type { Reaction, Reactions } from './signals/reactions.ts'
export type {
  HeardOf,
  HeardSignal,
  SendArguments,
  SendOptions,
  SendResult,
  SignalFault,
  SignalReceivers,
  Signals,
} from './signals/signals.ts'
export type { ReadonlyStore } from './store.ts'
