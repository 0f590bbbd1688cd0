export type {
  CheckPhase,
  Durability,
  LessonAnswer,
  LessonCheck,
  LessonEnd,
  LessonSpotlight,
  LessonTimer,
} from '../shared/index.ts'
export { type Clock, systemClock } from './base/clock.ts'
export { createLog, LOG_LEVELS, type Log, type LogLevel } from './base/log.ts'
export { Secret } from './base/secret.ts'
export { redisBus } from './bus/redis-bus.ts'
export type { Transport } from './bus/transport.ts'
export type {
  Hooks,
  JoinHook,
  JoinRefusal,
  LeaveHook,
  LoadHook,
  RoomContent,
  SignalHook,
  SignalRefusal,
  StoreHook,
  UpdateHook,
} from './events/hooks.ts'
export type { EventPerson } from './events/room-event.ts'
export {
  ANONYMOUS_MODES,
  type AnonymousMode,
  type Authenticate,
  type Authorized,
  type JoinRequest,
} from './gate/gate.ts'
export type { ActOptions } from './handle/act-options.ts'
export type {
  ChatHistory,
  ChatHistoryOptions,
  ChatSendOptions,
  HandleChat,
  KeptAddressee,
  KeptMessage,
} from './handle/chat-types.ts'
export type { ServerIdentity } from './handle/identity.ts'
export type { HandleLesson } from './handle/lesson-types.ts'
export type { PersonState, PresentPerson } from './handle/presence-view.ts'
export { type RoomEnd, RoomError, type RoomErrorCode } from './handle/room-error.ts'
export type { RoomEventName, RoomEvents, RoomSpeaker } from './handle/room-events.ts'
export type {
  CreateVersionOptions,
  DocumentJson,
  HandleClaims,
  HandlePresence,
  HandleSignals,
  HandleVersions,
  HeldClaim,
  KeptVersion,
  RoomHandle,
  SendOptions,
  VersionChange,
  VersionChangePart,
} from './handle/room-handle.ts'
export type { RoomHandleOptions } from './handle/room-handles.ts'
export type { Env, UpgradeListener } from './http/env.ts'
export { createRelay, type HostServer, type ListenOptions, type Relay, type RelayOptions } from './relay.ts'
export type { KeptChanges, KeptInfo, KeptPlace, KeptRange } from './store/kept.ts'
export { memoryStore } from './store/memory.ts'
export { type PostgresOptions, postgresStore } from './store/postgres/postgres.ts'
export { type SqliteOptions, sqliteStore } from './store/sqlite.ts'
export {
  type ChangedPolicy,
  EpochMismatch,
  type LaterRecords,
  type ListRange,
  type OrderChanges,
  type RoomWrite,
  type Store,
  type StoredOrders,
  type StoredPolicy,
  type StoredRoom,
  type StoredRoomInfo,
  type StoreHealth,
} from './store/store.ts'
export { mintToken, type TokenClaims } from './token.ts'
export type { VersionRule } from './versions/rule.ts'
export { WEBHOOK_EVENTS, type WebhookEventType, type WebhookOptions } from './webhooks/webhook.ts'
