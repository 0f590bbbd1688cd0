/**
 * The wire, for programs that speak it without the client library: `homeroom/protocol`. The bytes are described in
 * docs/protocol.md, and a change of them is a version of the protocol.
 *
 * @module
 */
export { CLOSES, REFUSALS } from './close-codes.ts'
export { readPresence } from './compact-presence.ts'
export { MESSAGES, SYNC } from './messages.ts'
export { HOMEROOM_V1 } from './negotiate.ts'
export { type ProtocolMessage, readMessage, writeMessage } from './protocol-message.ts'
export { parseRoomId, type RoomId } from './room-id.ts'
export { readSignals } from './signals.ts'
export { writeV1Message } from './v1-messages.ts'
export { parseWelcome, type Welcome } from './welcome.ts'
