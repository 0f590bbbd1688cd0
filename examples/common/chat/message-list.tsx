import type { ChatMessage, ChatState } from 'homeroom/chat'
import { ArrowDown } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Member } from '../people/cast.ts'
import { hostNamesOf, isNamesake } from '../people/namesake.ts'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, type Words } from '../words/index.ts'
import { MessageDialog } from './message-dialog.tsx'
import { MessageRow } from './message-row.tsx'
import { useIsSeen, useReadingPlace } from './reading-place.ts'
import { addresseeName } from './receivers.ts'

/** So near to the top a reader wants what was before. */
const TOP_PX = 60

/** What has been said: at the end the list follows, and at its top it asks for what was before. */
export const MessageList = () => {
  const words = useWords().chat
  const { chat } = useRoomState()
  const state = useReadable(chat.state)
  const { messages, hasOlder, unread } = state
  const { isHost } = useRights()
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
        aria-label={words.messages}
      >
        {hasOlder && (
          <button className="quiet" type="button" onClick={chat.older}>
            {words.older}
          </button>
        )}
        <Messages messages={messages} onManage={isHost ? setManagedKey : null} />
        {messages.length === 0 && <p className="hint">{emptyText(state, words)}</p>}
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
          <ArrowDown /> {words.unread(unread)}
        </button>
      )}
      {managed !== undefined && <MessageDialog message={managed} onClose={() => setManagedKey(null)} />}
    </div>
  )
}

interface MessagesProps {
  readonly messages: readonly ChatMessage[]
  /** Called with a message's key; null where this person may not manage any. */
  readonly onManage: ((key: string) => void) | null
}

const Messages = ({ messages, onManage }: MessagesProps) => {
  const words = useWords().chat
  const sitterOf = useSitterOf()
  const { members } = useReadable(useRoomState().cast)
  const hostNames = useMemo(() => hostNamesOf(members), [members])
  const nameOf = useMemo(() => namesIn(members), [members])
  return (
    <ol aria-label={words.messages}>
      {messages.map((message) => (
        <MessageRow
          key={message.key}
          message={message}
          name={nameOf(sitterOf(message), message.from.name) ?? words.somebody}
          sitter={sitterOf(message)}
          isNamesake={isNamesake(
            { name: message.from.name, role: message.from.rights ?? message.from.role },
            hostNames,
          )}
          receiver={
            typeof message.to === 'object'
              ? nameOf(`id:${message.to.id}`, addresseeName(message.to, messages, words.somebody))
              : null
          }
          onManage={message.id === null ? null : onManage}
        />
      ))}
    </ol>
  )
}

/** How the room calls people here: with the number behind a name that others have, too. One who wrote under another name keeps that one. */
const namesIn = (members: readonly Member[]) => {
  const bySitter = new Map(members.map((member) => [member.sitter, member]))
  return <Name extends string | null>(sitter: string, name: Name): string | Name => {
    const member = bySitter.get(sitter)
    return member?.ownName === name ? member.name : name
  }
}

const emptyText = ({ isOff, isLoaded }: ChatState, words: Words['chat']): string => {
  if (isOff) return words.off
  return isLoaded ? words.empty : words.loading
}

/** The key by which authors have their colour; those without a verified id have that of their avatar while they are here. */
const useSitterOf = (): ((message: ChatMessage) => string) => {
  const { room, cast } = useRoomState()
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
