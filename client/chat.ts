/**
 * The chat of a room, in a page: `homeroom/chat`.
 *
 * @module
 */
export type { ChatFault, ChatReceiver, ChatRoom, ChatSendOptions, RoomChat } from './chat/chat-api.ts'
export type { ChatAddressee, ChatMessage, ChatState } from './chat/chat-message.ts'
export { chatOf } from './chat/room-chat.ts'
