import type { RoomChat } from 'homeroom/chat'

/** Asks before the page goes while a message waits for the relay, until the returned function is called: no copy keeps it. */
export const warnUnsent = (chat: Pick<RoomChat, 'state'>): (() => void) => {
  const ask = (event: BeforeUnloadEvent) => {
    if (chat.state.get().messages.some(({ fate }) => fate === 'sending')) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
