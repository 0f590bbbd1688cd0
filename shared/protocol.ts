/**
 * The wire, for programs that speak it without the client library: `homeroom/protocol`. The bytes are described in
 * docs/protocol.md, and a change of them is a version of the protocol.
 *
 * @module
 */
export type { AwarenessUpdate, RawEntry, Skip } from './awareness.ts'
export { CLOSES, REFUSALS, type RefusalCode, type Retry } from './close-codes.ts'
export { type GoneReason, type LeftReason, type PresenceItem, readPresence } from './compact-presence.ts'
export { readCrowd, type View, type Watch, writeCrowd, writeWatch } from './crowd.ts'
export type { Json, JsonObject } from './json.ts'
export { MESSAGES } from './messages.ts'
export { HOMEROOM_V1, type Protocol } from './negotiate.ts'
export type { Identity, Space } from './presence.ts'
export { type MessageFault, type ProtocolMessage, readMessage } from './protocol-message.ts'
export type { Fault, Result } from './result.ts'
export { ROLES, type Role, type RoleName, type Standing } from './roles.ts'
export { parseRoomId, type RoomId } from './room-id.ts'
export {
  readSignals,
  SIGNALS,
  type Signal,
  type SignalKind,
  type SignalRequest,
  type SignalSender,
} from './signals.ts'
export type { StateChange } from './state-change.ts'
export { SYNC } from './sync-types.ts'
export { writeV1Message } from './v1-messages.ts'
export { type Durability, parseWelcome, type Rules, type Welcome } from './welcome.ts'
export { writeMessage } from './write-message.ts'
