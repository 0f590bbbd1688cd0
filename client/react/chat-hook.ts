import type { RoomChat } from '../chat/chat-api.ts'
import type { ChatState } from '../chat/chat-message.ts'
import { chatOf } from '../chat/room-chat.ts'
import { useReadable } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * The chat of the room: what is to be shown of it, and what can be done.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useChat } from 'homeroom/react'
 *
 * export const Chat = () => {
 *   const { messages, send } = useChat()
 *   return (
 *     <>
 *       <ol role="log">
 *         {messages.map(({ key, from, text }) => (
 *           <li key={key}>
 *             {from.name ?? 'somebody'}: {text}
 *           </li>
 *         ))}
 *       </ol>
 *       <button onClick={() => send('Good morning')}>Say good morning</button>
 *     </>
 *   )
 * }
 * ```
 */
export const useChat = (): ChatState & Omit<RoomChat, 'state'> => {
  const { state, ...methods } = chatOf(useRoom())
  return { ...useReadable(state), ...methods }
}
