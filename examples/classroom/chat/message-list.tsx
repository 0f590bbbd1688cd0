import type { ChatMessage } from 'homeroom/chat'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { CHAT } from './chat-words.ts'
import { MessageDialog } from './message-dialog.tsx'
import { MessageRow } from './message-row.tsx'
import { useIsSeen, useReadingPlace } from './reading-place.ts'

/** So near to the top a reader wants what was before. */
const TOP_PX = 60

/** What has been said: at the end the list follows, and at its top it asks for what was before. */
export const MessageList = () => {
  const { chat } = useClassroom()
  const state = useReadable(chat.state)
  const { messages, hasOlder, unread } = state
  const { isHost } = useRights()
  const sitterOf = useSitterOf()
  const [managedKey, setManagedKey] = useState<string | null>(null)
  const managed = isHost ? messages.find(({ key }) => key === managedKey) : undefined

  const list = useRef<HTMLElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const { goToEnd, moved } = useReadingPlace(list, messages)
  const isEndSeen = useIsSeen(end)
  useLayoutEffect(() => {
    if (isEndSeen && unread > 0) chat.read()
  }, [isEndSeen, unread, chat])

  const onScroll = () => {
    moved()
    if (hasOlder && list.current !== null && list.current.scrollTop < TOP_PX) chat.older()
  }
  return (
    <div className="messages-frame">
      <section
        ref={list}
        className="messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard needs to reach it
        tabIndex={0}
        onScroll={onScroll}
        aria-label={CHAT.list}
      >
        {hasOlder && (
          <button className="quiet" type="button" onClick={chat.older}>
            {CHAT.older}
          </button>
        )}
        <ol aria-label={CHAT.list}>
          {messages.map((message) => (
            <MessageRow
              key={message.key}
              message={message}
              sitter={sitterOf(message)}
              onManage={isHost && message.id !== null ? setManagedKey : null}
            />
          ))}
        </ol>
        {messages.length === 0 && <p className="hint">{emptyText(state)}</p>}
        <div ref={end} className="messages-end" />
      </section>
      {unread > 0 && !isEndSeen && (
        <button
          className="primary unread"
          type="button"
          onClick={() => {
            goToEnd()
            // The button goes, and the focus with it.
            list.current?.focus()
          }}
        >
          <span aria-hidden="true">↓</span> {CHAT.unread(unread)}
        </button>
      )}
      {managed !== undefined && <MessageDialog message={managed} onClose={() => setManagedKey(null)} />}
    </div>
  )
}

const emptyText = ({ isOff, isLoaded }: { isOff: boolean; isLoaded: boolean }): string => {
  if (isOff) return CHAT.off
  return isLoaded ? CHAT.empty : CHAT.loading
}

/** The key by which authors have their colour; those without a verified id have that of their avatar while they are here. */
const useSitterOf = (): ((message: ChatMessage) => string) => {
  const { room, cast } = useClassroom()
  const { members } = useReadable(cast)
  return useMemo(() => {
    const sitterByKey = new Map(members.map(({ key, sitter }) => [key, sitter]))
    const keyByClient = new Map(
      room.people.get().flatMap(({ key, clientIds }) => clientIds.map((id) => [id, key] as const)),
    )
    return ({ from: { id, clientId, name } }) =>
      id !== null ? `id:${id}` : (sitterByKey.get(keyByClient.get(clientId ?? -1) ?? '') ?? `name:${name}`)
  }, [room, members])
}
