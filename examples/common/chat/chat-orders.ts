// What hosts order in the chat. The relay checks their role; an order that cannot be sent becomes a toast.

import type { ChatMessage, RoomChat } from 'homeroom/chat'
import type { Person, ReadonlyStore, Room, SendResult } from 'homeroom/client'
import type { News } from '../news/news.ts'
import { createValue } from '../page/value.ts'
import { refusalInWords } from '../words/refusal.ts'

export interface ChatOrders {
  /** For hosts: the keys of the people who may write nothing. */
  readonly mutedKeys: ReadonlyStore<ReadonlySet<string>>
  pause(isPaused: boolean): void
  remove(id: string): void
  /** Mutes a person of the room, or lets them write again. */
  mute(key: string, isMuted: boolean): void
  /** The author of a message, where they are in the room. */
  authorOf(message: ChatMessage): Person | null
  stop(): void
}

export const createChatOrders = (
  room: Pick<Room, 'people' | 'signals'>,
  chat: RoomChat,
  news: News,
): ChatOrders => {
  /** People without a verified id, who are muted for as long as they are connected: the state of the chat names the others. */
  let anonymous: readonly string[] = []
  const mutedKeys = createValue<ReadonlySet<string>>(new Set())
  const update = () =>
    mutedKeys.set(new Set([...anonymous, ...chat.state.get().mutedIds.map((id) => `id:${id}`)]))

  const onMute = (data: unknown) => {
    const { muted, clientIds } = data as { readonly muted: boolean; readonly clientIds: readonly number[] }
    const isNamed = ({ key, clientIds: own }: Person) =>
      key.startsWith('client:') && own.some((clientId) => clientIds.includes(clientId))
    const keys = room.people.get().flatMap((person) => (isNamed(person) ? person.key : []))
    const others = [...anonymous].filter((key) => !keys.includes(key))
    anonymous = muted ? [...others, ...keys] : others
    update()
  }

  const undo = [room.signals.on('chat-mute', ({ data }) => onMute(data)), chat.state.subscribe(update)]
  update()

  const tell = (result: SendResult) => {
    if (!result.ok) news.toast('own', refusalInWords(result.fault))
  }
  return {
    mutedKeys,
    pause: (isPaused) => tell(chat.pause(isPaused)),
    remove: (id) => tell(chat.remove(id)),
    mute(key, isMuted) {
      const person = room.people.get().find((one) => one.key === key)
      if (person !== undefined) tell(chat.mute(person, isMuted))
    },
    authorOf({ from: { id, clientId } }) {
      const isAuthor = ({ key, clientIds }: Person) =>
        id === null ? clientId !== null && clientIds.includes(clientId) : key === `id:${id}`
      return room.people.get().find(isAuthor) ?? null
    },
    stop() {
      for (const work of undo) work()
    },
  }
}
