import { type Fault, fault, type Json, may, ok, type Result, type Signal } from '../../shared/index.ts'
import { readonly, Store } from '../store.ts'
import type { ChatFault, ChatReceiver, ChatRoom, RoomChat } from './chat-api.ts'
import { ChatList } from './chat-list.ts'
import {
  type ChatAddressee,
  type ChatMessage,
  type ChatState,
  EMPTY,
  fieldsOf,
  readMessage,
} from './chat-message.ts'

const TEXT_BYTES = 3_000
const MOST_WAITING = 20
const PAGE = 50
const MOST_IN_PAGE = 200

/** So many names and receipts of messages a question has at most. */
const MOST_REFS = 60

const chats = new WeakMap<ChatRoom, RoomChat>()

/**
 * The chat of a room, which the relay keeps. It is one for each room, however often it is asked for.
 *
 * @example
 * ```ts
 * import { chatOf } from 'homeroom/chat'
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'school/7b')
 * const chat = chatOf(room)
 * chat.state.subscribe(({ messages }) => console.log(messages.at(-1)?.text))
 * chat.send('Good morning')
 * room.leave()
 * ```
 */
export const chatOf = (room: ChatRoom): RoomChat => {
  const chat = chats.get(room) ?? new ChatOfRoom(room).facade()
  chats.set(room, chat)
  return chat
}

/** A question for a page of the history. */
interface Question {
  readonly ref: string
  /** What was here when it was asked; null where it asks for what is older. */
  readonly known: readonly string[] | null
}

class ChatOfRoom {
  readonly #room: ChatRoom
  readonly #list = new ChatList()
  readonly #state: Store<ChatState>
  /** By what this client, without a verified id, asks again for messages that were for it alone. */
  readonly #receipts = new Set<string>()
  /** The page that has not come. */
  #question: Question | null = null
  #before: string | null = null
  #readUpTo: string | null = null
  /** The connection, and the rights, for which the latest page was asked. */
  #asWhom = ''

  constructor(room: ChatRoom) {
    this.#room = room
    this.#state = new Store<ChatState>(EMPTY, console.error)
    const { signals, welcome, notice } = room
    signals.on('chat', (signal) => this.#told(signal as Signal))
    signals.on('chat-history', ({ data }) => this.#paged(data as Json))
    signals.on('chat-delete', ({ data }) => this.#deleted(data as Json))
    signals.on('chat-pause', ({ data }) => this.#set({ isPaused: data === true }))
    signals.on('chat-mute', ({ data }) => this.#muted(data as Json))
    notice.subscribe((told) => told !== null && this.#refused(told.code, told.text))
    welcome.subscribe(() => this.#welcomed())
    this.#welcomed()
  }

  facade(): RoomChat {
    const { send } = this.#room.signals
    return {
      state: readonly(this.#state),
      send: (text, options) => this.#send(text, options?.to ?? 'everyone'),
      retry: (key) => this.#retry(key),
      discard: (key) => {
        if (this.#list.find(key)?.fate !== 'refused') return
        this.#list.settle(key)
        this.#set()
      },
      older: () => this.#older(),
      read: () => {
        this.#readUpTo = this.#list.latest
        this.#set()
      },
      remove: (id) => send('chat-delete', id),
      pause: (isPaused) => send('chat-pause', isPaused),
      mute: (to, isMuted) => send('chat-mute', isMuted, { to }),
    }
  }

  get #identity() {
    return this.#room.welcome.get()?.identity ?? null
  }

  #isHost(): boolean {
    const identity = this.#identity
    return identity !== null && may(identity, 'moderate')
  }

  #welcomed(): void {
    const welcome = this.#room.welcome.get()
    if (welcome === null) return
    const asWhom = `${welcome.connectionId} ${welcome.identity.rights}`
    if (asWhom === this.#asWhom) return
    this.#asWhom = asWhom
    this.#ask()
  }

  /** Asks for the latest messages, and for those of its own that wait. */
  #ask(): void {
    const known = this.#list.ids
    const names = [...this.#receipts, ...this.#list.sending.map(({ key }) => key)]
    const refs = names.slice(-MOST_REFS)
    const limit = Math.min(Math.max(known.length, PAGE), MOST_IN_PAGE)
    this.#question = { ref: randomText(), known }
    this.#room.signals.send('chat-history', { ref: this.#question.ref, refs, limit })
  }

  #older(): void {
    // The latest page may be on its way: then it says what is older.
    if (this.#before === null || this.#question !== null) return
    this.#question = { ref: randomText(), known: null }
    const refs = [...this.#receipts].slice(-MOST_REFS)
    const sent = this.#room.signals.send('chat-history', {
      ...{ ref: this.#question.ref, before: this.#before, refs },
    })
    if (!sent.ok) this.#question = null
  }

  #paged(data: Json): void {
    // The relay says that something was missed.
    if (data === null) {
      this.#ask()
      return
    }
    const { ref, before, messages, paused, muted, mutedIds, refused } = fieldsOf(data)
    const question = this.#question
    if (question === null || ref !== question.ref) return
    this.#question = null
    if (refused !== undefined || !Array.isArray(messages)) return
    if (question.known !== null) this.#list.forget(question.known)
    for (const message of messages) this.#put(message, null)
    this.#list.settled()
    this.#before = typeof before === 'string' ? before : null
    // What was said before somebody came is not unread.
    this.#readUpTo ??= this.#list.latest
    this.#set({
      ...{ isLoaded: true, isPaused: paused === true, isMuted: muted === true },
      mutedIds: Array.isArray(mutedIds) ? mutedIds.map(String) : [],
    })
    if (question.known !== null) for (const message of this.#list.sending) this.#sendNow(message)
  }

  #told({ data, from, atMs }: Signal): void {
    const { ref, refused, why } = fieldsOf(data)
    if (refused === undefined) this.#put(data, { from, atMs })
    else if (typeof ref === 'string') this.#fail(ref, { code: String(refused), message: String(why) })
    this.#set()
  }

  #put(data: Json | undefined, by: Pick<Signal, 'from' | 'atMs'> | null): void {
    const read = readMessage(data, by)
    if (read === null) return
    const { ref, receipt, ...message } = read
    if (receipt !== null) this.#receipts.add(receipt)
    const waited = ref !== null && this.#list.settle(ref)
    const own = this.#identity?.id ?? null
    this.#list.put({ ...message, isOwn: waited || ref !== null || (own !== null && message.from.id === own) })
  }

  #deleted(id: Json): void {
    if (typeof id !== 'string') return
    this.#list.remove(id)
    if (this.#question === null) this.#list.settled()
    this.#set()
  }

  #muted(data: Json): void {
    const { muted, ids } = fieldsOf(data)
    // Others than hosts are told of themselves alone.
    if (!this.#isHost()) {
      this.#set({ isMuted: muted === true })
      return
    }
    const named = Array.isArray(ids) ? ids.map(String) : []
    const others = this.#state.get().mutedIds.filter((id) => !named.includes(id))
    this.#set({ mutedIds: muted === true ? [...others, ...named] : others })
  }

  #refused(code: string, text: string): void {
    if (code === 'chat-off') this.#set({ isOff: true })
    // It may have been the question: no answer comes then.
    if (code === 'chat-off' || code === 'chat-too-fast') this.#question = null
    // The relay has not looked into them: nobody says which ones.
    if (code !== 'too-many-signals') return
    for (const { key } of this.#list.sending) this.#fail(key, { code, message: text })
    this.#set()
  }

  #fail(key: string, { code, message: text }: Fault): void {
    const message = this.#list.find(key)
    if (message !== undefined) this.#list.put({ ...message, fate: 'refused', refusal: { code, text } })
  }

  #send(given: string, to: 'everyone' | 'hosts' | ChatReceiver): Result<string, ChatFault> {
    const text = String(given).trim()
    if (text === '') return fault('bad-signal', 'A message has a text.')
    if (new TextEncoder().encode(text).length > TEXT_BYTES) return TOO_LONG
    if (this.#list.sending.length >= MOST_WAITING) return TOO_MANY
    const identity = this.#identity
    if (identity !== null && !may(identity, 'signal')) return VIEWER
    if (identity !== null && typeof to === 'object' && !may(identity, 'moderate')) return HOSTS_ALONE
    const { name } = this.#room.self.get()
    const from = {
      ...{ clientId: null, id: identity?.id ?? null, role: identity?.role ?? 'member' },
      name: typeof name === 'string' ? name : (identity?.name ?? null),
    }
    const key = randomText()
    const message: ChatMessage = {
      ...{ id: null, key, text, from, atMs: this.#room.serverMs() },
      to: typeof to === 'string' ? to : addresseeOf(to),
      ...{ isOwn: true, fate: 'sending', refusal: null },
    }
    this.#list.put(message)
    this.#sendNow(message)
    this.#set()
    return ok(key)
  }

  #retry(key: string): void {
    const message = this.#list.find(key)
    if (message?.fate !== 'refused') return
    const again: ChatMessage = { ...message, fate: 'sending', refusal: null }
    this.#list.put(again)
    this.#sendNow(again)
    this.#set()
  }

  /** One that cannot go now goes with the next connection. */
  #sendNow({ key, text, to }: ChatMessage): void {
    this.#room.signals.send('chat', { text, ref: key, to: typeof to === 'string' ? to : namedBy(to) })
  }

  #set(changed: Partial<ChatState> = {}): void {
    this.#state.set({
      ...this.#state.get(),
      ...changed,
      messages: this.#list.all,
      hasOlder: this.#before !== null,
      unread: this.#readUpTo === null ? 0 : this.#list.unreadAfter(this.#readUpTo),
    })
  }
}

const TOO_LONG = fault('chat-too-long', `A message has at most ${TEXT_BYTES} bytes.`)
const TOO_MANY = fault('too-many-waiting', `At most ${MOST_WAITING} messages wait for the relay.`)
const VIEWER = fault('role-forbidden', 'A viewer writes nothing.')
const HOSTS_ALONE = fault('role-forbidden', 'Hosts alone write to one person.')

const namedBy = ({ id, clientId }: ChatAddressee): Json => (id === null ? { clientId } : { id })

/** Those of the room are named by a tab: the id of their presence is not always a verified one. */
const addresseeOf = (to: ChatReceiver): ChatAddressee =>
  'clientIds' in to
    ? { id: null, clientId: to.clientIds[0] ?? null, name: to.name ?? null }
    : { id: to.id, clientId: to.clientId, name: to.name }

/** Nobody can guess it. */
const randomText = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
