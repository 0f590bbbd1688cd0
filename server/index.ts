export type { Durability } from '../shared/index.ts'
export { type Clock, systemClock } from './base/clock.ts'
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './base/log.ts'
export { Secret } from './base/secret.ts'
export {
  ANONYMOUS_MODES,
  type AnonymousMode,
  type Authenticate,
  type Authorized,
  type JoinRequest,
} from './gate/gate.ts'
export type { Env, UpgradeListener } from './http/env.ts'
export { createRelay, type HostServer, type ListenOptions, type Relay, type RelayOptions } from './relay.ts'
export type { KeptChanges, KeptInfo, KeptPlace, KeptRange } from './store/kept.ts'
export { memoryStore } from './store/memory.ts'
export { type SqliteOptions, sqliteStore } from './store/sqlite.ts'
export {
  EpochMismatch,
  type ListRange,
  type OrderChanges,
  type Store,
  type StoredOrders,
  type StoredRoom,
  type StoredRoomInfo,
  type StoreHealth,
} from './store/store.ts'
export { mintToken, type TokenClaims } from './token.ts'
export type { VersionRule } from './versions/rule.ts'
