export {
  encodeEntry,
  joinEntries,
  type RawEntry,
  readAwareness,
} from './awareness.ts'
export {
  createDecoder,
  createEncoder,
  type Decoder,
  encode,
  readByte,
  readBytes,
  readEnd,
  readRun,
  readString,
  readText,
  readUint,
  sizeOf,
  toBytes,
  writeBytes,
} from './bytes.ts'
export {
  CLAIM_KEY,
  type Claim,
  claimsField,
  claimsIn,
  holdsBefore,
  isClaimKey,
  isClaimSecret,
} from './claims.ts'
export {
  CLOSES,
  type CloseName,
  closeForStock,
  REFUSALS,
  type RefusalCode,
  type Retry,
} from './close-codes.ts'
export {
  type GoneReason,
  isPlaceAlone,
  type LeftReason,
  NOBODY,
  type PresenceItem,
  readPresence,
  writeItem,
  writeOwnChange,
} from './compact-presence.ts'
export { readCrowd, type View, type Watch, writeCrowd, writeWatch } from './crowd.ts'
export { Deletions } from './deletions.ts'
export { messagesIn } from './frame-messages.ts'
export { graphemesOf } from './graphemes.ts'
export { isJsonObject, isSameJson, type Json, type JsonObject, parseJson, readJson } from './json.ts'
export * from './lesson.ts'
export * from './limits.ts'
export * as TYPE from './message-types.ts'
export { type ClientMessageKind, MESSAGES, maySend } from './messages.ts'
export { HOMEROOM_V1, type Offer, type Protocol, pickProtocol, readOffer } from './negotiate.ts'
export { OrderedParts, type PartSize, type Piece, type PieceQueue } from './ordered-parts.ts'
export {
  clamp,
  type Identity,
  isCoordinate,
  PRESENCE_FIELDS,
  parseState,
  type Space,
  STAMPED_FIELDS,
  type StateFault,
  withStanding,
} from './presence.ts'
export { cleanField, TEXT_RULES, type TextRules } from './presence-clean.ts'
export { PRESENCE_PER_SECOND, SPARING_PER_SECOND } from './presence-rate.ts'
export { cleanState } from './presence-stamps.ts'
export { type ProtocolMessage, readMessage } from './protocol-message.ts'
export { type Fault, fault, messageOf, ok, type Result } from './result.ts'
export { retryHintOf, withRetryHint } from './retry-hint.ts'
export {
  isRole,
  isRoleName,
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
export { parseRoomId, type RoomId, roomIdOf } from './room-id.ts'
export {
  type ChatSignalKind,
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
export { AUTH_DENIED, SYNC } from './sync-types.ts'
export { cleanEmoji, cleanName } from './text.ts'
export { UpdateParts } from './update-parts.ts'
export {
  CONTENT,
  contentOf,
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  type Id,
  type Read,
} from './update-structs.ts'
export { writePing, writeToken, writeV1Message } from './v1-messages.ts'
export { type Durability, parseWelcome, type Rules, type Welcome } from './welcome.ts'
export { KEEP_ALIVE, writeAwareness, writeMessage, writeSync } from './write-message.ts'
