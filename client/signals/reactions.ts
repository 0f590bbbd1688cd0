import { fault, type Json } from '../../shared/index.ts'
import type { Part } from '../part.ts'
import type { Person } from '../presence/people.ts'
import { type ReadonlyStore, readonly, Store } from '../store.ts'
import type { SignalRoom } from './signal-room.ts'
import type { HeardSignal, RoomSignals, SendResult } from './signals.ts'

/** How long a reaction is shown after it was sent last, in ms. */
const SHOWN_MS = 4_000

/** An emoji that people have sent in the last 4 s. */
export interface Reaction {
  /** One emoji. */
  readonly emoji: string
  /** How many people have: somebody who sends it five times is one. */
  readonly count: number
  /** When it was sent last, in ms since 1970 by the relay's clock. */
  readonly lastAtMs: number
  /** The {@link PersonFields.key} of each of them, the latest last. */
  readonly keys: readonly string[]
  /** Their names, as far as they have one. */
  readonly names: readonly string[]
}

/** What is shown now, in the order in which the emojis came up. What has not changed keeps its identity. */
export interface Reactions extends ReadonlyStore<readonly Reaction[]> {
  /** Reacts with one emoji: shown here at once, and for the others where it is sent. Where it is not, the answer says why. */
  send(emoji: string): SendResult
}

/** A person who reacts. */
type Reactor = Pick<Person, 'key'> & { readonly name: string | null }

/** The people who have sent one emoji. The Map is in the order of the ends. */
interface Group {
  readonly byKey: Map<string, { readonly name: string | null; readonly endMs: number }>
  lastAtMs: number
}

/** The reactions of one room, each for as long as it is shown. `send` needs no `this`. */
export class ShownReactions implements Part {
  readonly #room: SignalRoom
  readonly #signals: RoomSignals
  readonly #shown: Store<readonly Reaction[]>
  readonly #groups = new Map<string, Group>()
  #cancelTimer: (() => void) | null = null

  constructor(room: SignalRoom, signals: RoomSignals) {
    this.#room = room
    this.#signals = signals
    this.#shown = new Store<readonly Reaction[]>([], room.environment.report)
    signals.batches.add((heard) => this.#take(heard))
    room.notice.subscribe((notice) => notice?.code === 'reactions-muted' && this.#retract())
    room.add(this)
  }

  facade(): Reactions {
    return { ...readonly(this.#shown), send: this.send }
  }

  readonly send = (given: string): SendResult => {
    const emoji = this.#emojiOf(given)
    if (emoji === null) return fault('bad-signal', 'A reaction is one emoji.')
    const sent = this.#signals.send('reaction', emoji)
    if (!sent.ok) return sent
    this.#add(emoji, this.#own(), this.#room.protocol.serverMs())
    this.#publish(new Set([emoji]))
    this.#watch()
    return sent
  }

  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#groups.clear()
  }

  #emojiOf(given: Json): string | null {
    const emoji = this.#room.clean('emoji', given)
    return typeof emoji === 'string' && emoji !== '' ? emoji : null
  }

  /** This client's person; with no name where it is not among the people. */
  #own(): Reactor {
    const { awareness, view } = this.#room
    const person = view.people.get().find(({ isSelf }) => isSelf)
    return { key: person?.key ?? `client:${awareness.clientID}`, name: person?.name ?? null }
  }

  /** Takes the signals of a message, and publishes once. */
  #take(heard: readonly HeardSignal[]): void {
    const changed = new Set<string>()
    for (const { kind, data, from, atMs } of heard) {
      const emoji = kind === 'reaction' ? this.#emojiOf(data) : null
      if (emoji === null) continue
      this.#add(emoji, reactorOf(from), atMs)
      changed.add(emoji)
    }
    this.#publish(changed)
    this.#watch()
  }

  /** The relay has refused the own ones. */
  #retract(): void {
    const { key } = this.#own()
    this.#drop((other) => other === key)
  }

  #add(emoji: string, { key, name }: Reactor, atMs: number): void {
    const { byKey, lastAtMs } = this.#groups.get(emoji) ?? { byKey: new Map(), lastAtMs: 0 }
    byKey.delete(key)
    byKey.set(key, { name, endMs: this.#room.environment.nowMs() + SHOWN_MS })
    this.#groups.set(emoji, { byKey, lastAtMs: Math.max(lastAtMs, atMs) })
  }

  /** One timer, for whichever ends first; what is renewed meanwhile ends later. */
  #watch(): void {
    if (this.#cancelTimer !== null || this.#groups.size === 0) return
    const { nowMs, after } = this.#room.environment
    const firstMs = Math.min(...[...this.#groups.values()].map(firstEndMs))
    this.#cancelTimer = after(firstMs - nowMs(), () => this.#expire())
  }

  #expire(): void {
    this.#cancelTimer = null
    const nowMs = this.#room.environment.nowMs()
    this.#drop((_key, endMs) => endMs <= nowMs)
    this.#watch()
  }

  /** Takes away those of whom `isOver` says so. */
  #drop(isOver: (key: string, endMs: number) => boolean): void {
    const changed = new Set<string>()
    for (const [emoji, { byKey }] of this.#groups) {
      for (const [key, { endMs }] of byKey) {
        if (!isOver(key, endMs)) continue
        byKey.delete(key)
        changed.add(emoji)
      }
      if (byKey.size === 0) this.#groups.delete(emoji)
    }
    this.#publish(changed)
  }

  #publish(changed: ReadonlySet<string>): void {
    if (changed.size === 0) return
    const before = new Map(this.#shown.get().map((reaction) => [reaction.emoji, reaction]))
    const next = [...this.#groups].map(([emoji, group]) => {
      const known = before.get(emoji)
      return known === undefined || changed.has(emoji) ? reactionOf(emoji, group) : known
    })
    this.#shown.set(next)
  }
}

const firstEndMs = ({ byKey }: Group): number => {
  const [first] = byKey.values()
  return first?.endMs ?? Number.POSITIVE_INFINITY
}

const reactionOf = (emoji: string, { byKey, lastAtMs }: Group): Reaction => ({
  emoji,
  count: byKey.size,
  lastAtMs,
  keys: [...byKey.keys()],
  names: [...byKey.values()].flatMap(({ name }) => (name === null ? [] : [name])),
})

/** Their tabs are one person, also where they have no presence. */
const reactorOf = ({ person, id, name, clientId }: HeardSignal['from']): Reactor => ({
  key: person?.key ?? (id === null ? `client:${clientId}` : `id:${id}`),
  name: person?.name ?? name,
})
