import { cleanEmoji, fault } from '../../shared/index.ts'
import type { Timers } from '../environment.ts'
import type { Person } from '../presence/people.ts'
import { createValue, type Readable } from '../store.ts'
import type { HeardSignal, SendResult, Signals } from './signals.ts'

/** How long a reaction is shown after it was sent last, in ms. */
const SHOWN_MS = 4_000

/** An emoji that people have sent in the last 4 s. */
export interface Reaction {
  readonly emoji: string
  /** How many people have: somebody who sends it five times is one. */
  readonly count: number
  /** When it was sent last, in ms since 1970 by the relay's clock. */
  readonly lastAtMs: number
  /** The {@link Person.key} of each of them, the latest last. */
  readonly keys: readonly string[]
  /** Their names, as far as they have one. */
  readonly names: readonly string[]
}

/** What is shown now, in the order in which the emojis came up. What has not changed keeps its identity. */
export interface Reactions extends Readable<readonly Reaction[]> {
  /** Reacts with an emoji: shown here at once, and for the others where it is sent. */
  send(emoji: string): SendResult
}

export interface ReactionsOptions {
  readonly signals: Pick<Signals, 'send'>
  readonly timers: Timers
  readonly serverMs: () => number
  /** Who this client is. */
  readonly own: () => Reactor
}

/** Somebody who reacts. */
type Reactor = Pick<Person, 'key'> & { readonly name: string | null }

export interface ReactionsControl extends Reactions {
  /** Takes the signals of a frame, and publishes once. */
  take(signals: readonly HeardSignal[]): void
  /** The relay has refused the own ones. */
  retract(): void
  stop(): void
}

/** Who has sent one emoji. The Map is in the order of the ends. */
interface Group {
  readonly byKey: Map<string, { readonly name: string | null; readonly endMs: number }>
  lastAtMs: number
}

export const createReactions = ({ signals, timers, serverMs, own }: ReactionsOptions): ReactionsControl => {
  const shown = createValue<readonly Reaction[]>([])
  const groups = new Map<string, Group>()
  let cancelTimer: (() => void) | null = null

  const add = (emoji: string, { key, name }: Reactor, atMs: number) => {
    const { byKey, lastAtMs } = groups.get(emoji) ?? { byKey: new Map(), lastAtMs: 0 }
    byKey.delete(key)
    byKey.set(key, { name, endMs: timers.nowMs() + SHOWN_MS })
    groups.set(emoji, { byKey, lastAtMs: Math.max(lastAtMs, atMs) })
  }

  /** One timer, for whichever ends first; what is renewed meanwhile ends later. */
  const watch = () => {
    if (cancelTimer !== null || groups.size === 0) return
    const firstMs = Math.min(...[...groups.values()].map(firstEndMs))
    cancelTimer = timers.after(firstMs - timers.nowMs(), expire)
  }

  const expire = () => {
    cancelTimer = null
    const nowMs = timers.nowMs()
    drop((_key, endMs) => endMs <= nowMs)
    watch()
  }

  /** Takes away those of whom `isOver` says so. */
  const drop = (isOver: (key: string, endMs: number) => boolean) => {
    const changed = new Set<string>()
    for (const [emoji, { byKey }] of groups) {
      for (const [key, { endMs }] of byKey) {
        if (!isOver(key, endMs)) continue
        byKey.delete(key)
        changed.add(emoji)
      }
      if (byKey.size === 0) groups.delete(emoji)
    }
    publish(changed)
  }

  const publish = (changed: ReadonlySet<string>) => {
    if (changed.size === 0) return
    const before = new Map(shown.get().map((reaction) => [reaction.emoji, reaction]))
    const next = [...groups].map(([emoji, group]) => {
      const known = before.get(emoji)
      return known === undefined || changed.has(emoji) ? reactionOf(emoji, group) : known
    })
    shown.set(next)
  }

  return {
    get: shown.get,
    subscribe: shown.subscribe,

    send(given) {
      const emoji = cleanEmoji(given)
      if (emoji === null || emoji === '') return fault('bad-signal', 'A reaction is one emoji.')
      const sent = signals.send('reaction', emoji)
      if (!sent.ok) return sent
      add(emoji, own(), serverMs())
      publish(new Set([emoji]))
      watch()
      return sent
    },

    take(heard) {
      const changed = new Set<string>()
      for (const { kind, data, from, atMs } of heard) {
        const emoji = kind === 'reaction' ? cleanEmoji(data) : null
        if (emoji === null || emoji === '') continue
        add(emoji, reactorOf(from), atMs)
        changed.add(emoji)
      }
      publish(changed)
      watch()
    },

    retract() {
      const { key } = own()
      drop((other) => other === key)
    },

    stop() {
      cancelTimer?.()
      cancelTimer = null
      groups.clear()
    },
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
