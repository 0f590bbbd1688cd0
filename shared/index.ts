export {
  encodeEntry,
  joinEntries,
  type RawEntry,
  readAwareness,
} from './awareness.ts'
export { readBytes } from './bytes.ts'
export {
  CLOSES,
  type CloseName,
  closeForStock,
  REFUSALS,
  type RefusalCode,
  type Retry,
} from './close-codes.ts'
export {
  isPlaceAlone,
  type LeftReason,
  NOBODY,
  type PresenceItem,
  readPresence,
  writeItem,
  writeOwnChange,
} from './compact-presence.ts'
export { isJsonObject, type Json, type JsonObject, parseJson } from './json.ts'
export * from './limits.ts'
export { AUTH_DENIED, type ClientMessageKind, MESSAGES, maySend, SYNC } from './messages.ts'
export { HOMEROOM_V1, type Protocol, pickProtocol, readOffer } from './negotiate.ts'
export {
  clamp,
  cleanState,
  type Identity,
  isCoordinate,
  PRESENCE_FIELDS,
  parseState,
  type Space,
  type StateFault,
  withStanding,
} from './presence.ts'
export { type ProtocolMessage, readMessage } from './protocol-message.ts'
export { type Fault, fault, ok, type Result } from './result.ts'
export { retryHintOf, withRetryHint } from './retry-hint.ts'
export {
  isRole,
  may,
  type OwnRoles,
  type Right,
  ROLES,
  type Role,
  type RoleName,
  rightsOf,
  rolesOf,
  type Standing,
  standingOf,
} from './roles.ts'
export { parseRoomId, type RoomId } from './room-id.ts'
export {
  encodeSignal,
  isKnownSignal,
  readSignals,
  SIGNALS,
  type Signal,
  type SignalKind,
  type SignalRequest,
  type SignalSender,
  writeSignalRequest,
  writeSignals,
} from './signals.ts'
export { applyChange, changeBetween, joinChanges, type StateChange } from './state-change.ts'
export { cleanEmoji, cleanName } from './text.ts'
export { splitUpdate, UpdateParts } from './update-parts.ts'
export { CONTENT, contentOf, type Read } from './update-structs.ts'
export { writeV1Message } from './v1-messages.ts'
export { type Durability, parseWelcome, type Rules, type Welcome } from './welcome.ts'
export { KEEP_ALIVE, writeMessage } from './write-message.ts'
