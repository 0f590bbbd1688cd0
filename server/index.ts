export { type Clock, systemClock } from './clock.ts'
export {
  type Admission,
  ANONYMOUS_MODES,
  type AnonymousMode,
  type Authenticate,
  type JoinRequest,
} from './gate.ts'
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log.ts'
export { createRelay, type Relay, type RelayOptions } from './relay.ts'
export { Secret } from './secret.ts'
export { memoryStore } from './store/memory.ts'
export { sqliteStore } from './store/sqlite.ts'
export { EpochMismatch, type Store, type StoredRoom, type StoredRoomInfo } from './store/store.ts'
export { mintToken, type TokenClaims } from './tokens.ts'
