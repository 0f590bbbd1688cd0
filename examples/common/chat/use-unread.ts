import { useReadable, useRoomState } from '../room/room-context.tsx'

/** Messages of others that have come since the end of the list was seen last. */
export const useUnread = (): number => useReadable(useRoomState().chat.state).unread
