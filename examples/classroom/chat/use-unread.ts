import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** Messages of others that have come since the end of the list was seen last. */
export const useUnread = (): number => useReadable(useClassroom().chat.state).unread
