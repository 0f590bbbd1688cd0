// What a handle tells server code of its room.
import type { LeftReason, Signal, Standing } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { RoomListener } from '../fanout/room-listener.ts'
import type { Participant } from '../presence/participant.ts'
import type { OpenRoom } from './open-room.ts'
import { type PresentPerson, personOf } from './presence-view.ts'
import type { RoomEnd } from './room-error.ts'
import { ServerParticipant } from './server-participant.ts'

/**
 * Somebody who speaks in a room: a connection, or server code.
 *
 * @example
 * ```ts
 * import { createRelay, type RoomSpeaker } from 'homeroom/server'
 *
 * const shown = ({ name, id, source }: RoomSpeaker) => `${name ?? id ?? 'somebody'} (${source})`
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * room.on('enter', (speaker) => console.log(shown(speaker)))
 * await relay.close()
 * ```
 */
export interface RoomSpeaker extends Standing {
  /** The verified id; null for anonymous people. */
  readonly id: string | null
  /** The name that their token gives, or `by`; null where it gives none. */
  readonly name: string | null
  /** What they speak through; `http` is the HTTP API. */
  readonly source: 'client' | 'node' | 'server' | 'http'
}

/**
 * What happens in a room, by the name that `on` takes. What a handle does by itself it is not told, except of its presence.
 *
 * @example
 * ```ts
 * import { createRelay, type RoomEvents } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * const stop = room.on('update', ({ update, by }: RoomEvents['update']) => console.log(update.length, by?.name))
 * stop()
 * await relay.close()
 * ```
 */
export interface RoomEvents {
  /** A connection to this relay has come, or server code that has set a presence; those of other nodes are told by theirs. */
  readonly enter: RoomSpeaker
  /** It has gone, by itself (`left`), without a word (`lost`), or by a host (`removed`). */
  readonly leave: { readonly speaker: RoomSpeaker; readonly reason: LeftReason }
  /** The document has changed by these bytes; `by` is null where they had waited for others. */
  readonly update: { readonly update: Uint8Array; readonly by: RoomSpeaker | null }
  /** Presence has changed: the latest of each, and those who are gone. */
  readonly presence: {
    readonly changed: readonly PresentPerson[]
    readonly gone: readonly { readonly clientId: number; readonly reason: LeftReason }[]
  }
  /** A signal for everyone, or for this handle's clientId. */
  readonly signal: Signal
  /** The handle is over. */
  readonly end: RoomEnd
}

/** The name of an event. */
export type RoomEventName = keyof RoomEvents

type Told<Name extends RoomEventName> = (news: RoomEvents[Name]) => unknown

const NAMES: readonly RoomEventName[] = ['enter', 'leave', 'update', 'presence', 'signal', 'end']

const speakerOf = ({ identity: { mayRename: _, ...identity }, source }: Participant): RoomSpeaker => ({
  ...identity,
  source,
})

/**
 * The listener of a handle. It tells server code in a turn of its own, in order: whatever that does, or how it fails, is no part of
 * what happens in the room.
 */
export class RoomNews implements RoomListener {
  readonly #open: OpenRoom
  readonly #fence: Context['fence']
  readonly #toldByName = new Map<RoomEventName, Set<Told<never>>>(NAMES.map((name) => [name, new Set()]))
  #waiting: (() => void)[] = []
  /** The last of presence that was not told yet, by clientID; null is a change. */
  #presence: Map<number, LeftReason | null> | null = null

  constructor(open: OpenRoom) {
    this.#open = open
    this.#fence = open.deps.fence
  }

  on<Name extends RoomEventName>(name: Name, told: Told<Name>): () => void {
    const all = this.#toldByName.get(name)
    if (all === undefined) throw new TypeError(`The events of a room are ${NAMES.join(', ')}, not ${name}.`)
    if (typeof told !== 'function') throw new TypeError('What hears of an event is a function.')
    // A function that listens twice is called twice.
    const once: Told<Name> = (news) => told(news)
    all.add(once)
    return () => {
      all.delete(once)
    }
  }

  entered(who: Participant): void {
    if (!this.#isOwn(who)) this.#tell('enter', () => speakerOf(who))
  }

  left(who: Participant, reason: LeftReason): void {
    if (!this.#isOwn(who)) this.#tell('leave', () => ({ speaker: speakerOf(who), reason }))
  }

  updated(update: Uint8Array, by: Participant | null): void {
    if (!this.#isOwn(by)) this.#tell('update', () => ({ update: update.slice(), by: by && speakerOf(by) }))
  }

  changed({ clientId }: { readonly clientId: number }): void {
    this.#note(clientId, null)
  }

  removed({ clientId, reason }: { readonly clientId: number; readonly reason: LeftReason }): void {
    this.#note(clientId, reason)
  }

  signalled(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void {
    if (this.#isOwn(by)) return
    if (to === null || [...to].some((one) => this.#isOwn(one)))
      this.#tell('signal', () => structuredClone(signal))
  }

  ended(why: RoomEnd): void {
    this.#tell('end', () => why)
  }

  missed(): void {
    // Nothing that this one does throws.
  }

  #isOwn(who: Participant | null): boolean {
    return who instanceof ServerParticipant && who.handle === this.#open
  }

  #note(clientId: number, reason: LeftReason | null): void {
    if (this.#isUnheard('presence')) return
    if (this.#presence === null) {
      this.#presence = new Map()
      this.#later(() => this.#call('presence', this.#takePresence()))
    }
    this.#presence.delete(clientId)
    this.#presence.set(clientId, reason)
  }

  /** What is true by now: many changes of one person are one. */
  #takePresence(): RoomEvents['presence'] {
    const news = [...(this.#presence ?? [])]
    this.#presence = null
    const { presence } = this.#open.lastRoom ?? {}
    return {
      changed: news.flatMap(([clientId, reason]) => {
        const entry = reason === null ? presence?.get(clientId) : undefined
        return entry === undefined ? [] : [personOf(entry)]
      }),
      gone: news.flatMap(([clientId, reason]) => (reason === null ? [] : [{ clientId, reason }])),
    }
  }

  #isUnheard(name: RoomEventName): boolean {
    return this.#toldByName.get(name)?.size === 0
  }

  /** What nobody hears costs nothing. What is told is a copy: the room's own goes to others, too. */
  #tell<Name extends RoomEventName>(name: Name, news: () => RoomEvents[Name]): void {
    if (this.#isUnheard(name)) return
    const told = news()
    this.#later(() => this.#call(name, told))
  }

  #later(call: () => void): void {
    this.#waiting.push(call)
    if (this.#waiting.length === 1) setImmediate(() => this.#callAll())
  }

  #callAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const call of waiting) call()
  }

  #call<Name extends RoomEventName>(name: Name, news: RoomEvents[Name]): void {
    const all = this.#toldByName.get(name) as Set<Told<Name>> | undefined
    // A handle that is over tells no more than that.
    if (this.#open.ended !== null && name !== 'end') return
    const about = { room: this.#open.lastRoom?.id, event: name }
    for (const told of [...(all ?? [])]) {
      if (!all?.has(told)) continue
      this.#fence.run('listener', about, () => {
        const later = told(news)
        if (later instanceof Promise)
          later.catch((error: unknown) => this.#fence.failed('listener', error, about))
      })
    }
  }
}
