import { chatOf, type RoomChat } from 'homeroom/chat'
import { type Claims, claimsOf } from 'homeroom/claims'
import { type ReadonlyStore, type Room, warnUnsaved } from 'homeroom/client'
import { lessonOf } from 'homeroom/lesson'
import { reportChat } from '../chat/chat-news.ts'
import { type ChatOrders, createChatOrders } from '../chat/chat-orders.ts'
import type { Receivers } from '../chat/receivers.ts'
import { warnUnsent } from '../chat/warn-unsent.ts'
import { type CrowdLook, createCrowdLook } from '../crowd/look.ts'
import { createGestures, type Gestures } from '../gestures/gestures.ts'
import { createFollowing, type Following } from '../host/following.ts'
import { createModeration, type Moderation } from '../host/moderation.ts'
import { createNews, type News } from '../news/news.ts'
import { reportNews } from '../news/report.ts'
import type { Kind } from '../page/address.ts'
import { inBrowser } from '../page/storage.ts'
import type { TabIds } from '../page/tab.ts'
import { createValue, type Value } from '../page/value.ts'
import { createPen, type Pen } from '../pen/pen.ts'
import { type Cast, createCast } from '../people/cast.ts'
import { heldIn } from './held.ts'
import { createRights, isRole, type LastRole, type Rights } from './rights.ts'

/** What every kind of room has, without React: its people, what they may do and show, and what happens among them. */
export interface RoomState {
  /** What the room is shown as. */
  readonly kind: Kind
  readonly room: Room
  readonly cast: ReadonlyStore<Cast>
  readonly crowd: CrowdLook
  readonly rights: ReadonlyStore<Rights>
  readonly claims: Claims
  readonly pen: Pen
  readonly news: News
  readonly gestures: Gestures
  readonly following: Following
  readonly moderation: Moderation
  readonly chat: RoomChat
  readonly chatOrders: ChatOrders
  /** Those whom the next message is for. */
  readonly receivers: Value<Receivers>
  close(): void
}

export interface RoomStateOptions {
  readonly room: Room
  /** The room's name. */
  readonly name: string
  readonly tab: TabIds
  /** What it is shown as. */
  readonly kind: Kind
}

const lastRoleIn = (room: string): LastRole => ({
  get() {
    const role = inBrowser.read(`role:${room}`)
    return isRole(role) ? role : null
  },
  set: (role) => inBrowser.write(`role:${room}`, role),
})

export const openRoomState = ({ room, name, tab, kind }: RoomStateOptions): RoomState => {
  const news = createNews()
  const cast = createCast(room)
  const claims = claimsOf(room, { secret: tab.secret })
  const pen = createPen({ room, claims, news, wasOwn: heldIn(name).includes('pen') })
  const rights = createRights(room, pen, lastRoleIn(name), kind)
  const gestures = createGestures(room, news)
  const following = createFollowing({ name, room })
  const moderation = createModeration(room, news)
  const chat = chatOf(room)
  const chatOrders = createChatOrders(room, chat, news)
  // Behind what a person sees first.
  const kept = import('./keep.ts')
    .then(({ keep }) => keep({ name, kind, tab, room, claims, pen, following, moderation }))
    .catch(() => undefined)
  const named = import('../given-name/take-names.ts')
    .then(({ takeNames }) => takeNames({ room, news }))
    .catch(() => undefined)
  const undo = [
    warnUnsaved(room),
    reportNews({ name, room, cast, pen, news, lesson: lessonOf(room) }),
    warnUnsent(chat),
    () => void kept.then((stop) => stop?.()),
    () => void named.then((stop) => stop?.()),
    reportChat(chat, { news, cast, orders: chatOrders, isHost: () => rights.get().isHost }),
    ...[pen, rights, gestures, following, cast, chatOrders].map(({ stop }) => stop),
  ]
  return {
    ...{ kind, room, cast, crowd: createCrowdLook(), rights, claims, pen, news, gestures, following },
    ...{ moderation, chat, chatOrders, receivers: createValue<Receivers>('everyone') },
    close() {
      for (const work of undo) work()
    },
  }
}
