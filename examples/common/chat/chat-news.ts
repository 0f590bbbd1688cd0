// What happens in the chat, in words. The list of messages itself is silent: of a page of the history nobody wants to hear all.

import type { ChatMessage, ChatState, RoomChat } from 'homeroom/chat'
import type { ReadonlyStore } from 'homeroom/client'
import type { News } from '../news/news.ts'
import { type Cast, calledIn } from '../people/cast.ts'
import { type Words, words } from '../words/index.ts'
import type { ChatOrders } from './chat-orders.ts'
import { addresseeName } from './receivers.ts'

interface Hearing {
  readonly news: News
  readonly cast: Pick<ReadonlyStore<Cast>, 'get'>
  readonly orders: Pick<ChatOrders, 'authorOf'>
  readonly isHost: () => boolean
}

/** Speaks what others write, and shows what hosts order, until the returned function is called. */
export const reportChat = (chat: Pick<RoomChat, 'state'>, hearing: Hearing): (() => void) => {
  const { news } = hearing
  let before = chat.state.get()
  /** What is spoken, by the id of its message. */
  const spoken = new Map<string, () => void>()
  return chat.state.subscribe((next) => {
    // What the first page brings was said before this person was here.
    if (before.isLoaded) {
      for (const text of ordersBetween(before, next, words().chat)) news.toast('room', text)
      const latest = latestId(before)
      for (const message of next.messages)
        if (message.id !== null && message.id > latest && !message.isOwn)
          spoken.set(message.id, news.say('chat', inWords(message, next.messages, hearing)))
      // A message that a host deletes is nowhere on the page.
      const there = new Set(next.messages.map(({ id }) => id))
      for (const [id, takeBack] of spoken) {
        if (there.has(id)) continue
        takeBack()
        spoken.delete(id)
      }
    }
    before = next
  })
}

const latestId = ({ messages }: ChatState): string => messages.findLast(({ id }) => id !== null)?.id ?? ''

const inWords = (
  message: ChatMessage,
  messages: readonly ChatMessage[],
  { cast, orders, isHost }: Hearing,
): string => {
  const said = words().chat
  const { from, text, to } = message
  const known = calledIn(cast.get(), orders.authorOf(message)?.key ?? null, from.name) ?? said.somebody
  // A pupil may take the name of a host.
  const name = (from.rights ?? from.role) === 'host' ? words().people.hostNamed(known) : known
  if (to === 'hosts') return said.saidToHosts(name, text)
  if (to === 'everyone') return said.said(name, text)
  return isHost()
    ? said.saidToOne(
        name,
        calledIn(cast.get(), `id:${to.id}`, addresseeName(to, messages, said.somebody)),
        text,
      )
    : said.saidToYou(name, text)
}

const ordersBetween = (before: ChatState, after: ChatState, said: Words['chat']): string[] => [
  ...(before.isPaused === after.isPaused ? [] : [after.isPaused ? said.nowPaused : said.nowOpen]),
  ...(before.isMuted === after.isMuted ? [] : [after.isMuted ? said.nowMuted : said.nowUnmuted]),
]
