import * as Y from 'yjs'
import {
  type Environment,
  joinRoom,
  type Obstacle,
  type Room,
  type Saved,
  type Status,
} from '../client/index.ts'
import { may, messageOf } from '../shared/index.ts'
import { Cast, type TokenOf } from './cast.ts'
import type { RecordedEvent, RecordedSignal } from './format.ts'
import { inspectRecording, readRecording } from './recording-file.ts'
import { pause, untilStore } from './waiting.ts'

/** So many bytes of updates may be on their way to the relay; further ones wait until it has taken them. */
const WINDOW_BYTES = 4 * 1024 * 1024

export interface ReplayOptions {
  readonly url: string
  readonly room: string
  readonly path: string
  readonly tokenOf: TokenOf
  /** By how much faster than it was recorded; `Infinity` without any pause. */
  readonly speed: number
  readonly environment: Environment
  /** Breaks it off. */
  readonly signal: AbortSignal
  /** Tells how it goes, a line each. */
  readonly say: (line: string) => void
}

/** What was played. */
export interface Replayed {
  /** How far into the recording it came. */
  readonly ms: number
  /** What could not be played, a line each; nothing where all of it was. */
  readonly missed: readonly string[]
}

/**
 * Plays a recording into a room, and waits until its document is stored there.
 *
 * @throws Error (rejects) where the file is no recording, before anything is played; where the relay does not let it in, or does not
 * take the document; and with the reason of `signal`.
 */
export const replay = async (options: ReplayOptions): Promise<Replayed> => {
  const { isCut, lengthMs } = await inspectRecording(options.path)
  const stage = new Stage(options)
  try {
    await stage.enter()
    for await (const event of readRecording(options.path)) await stage.play(event)
    await stage.stored()
    const cut = isCut
      ? [`the recording breaks off after ${secondsOf(lengthMs)}: it was not ended, or was cut off`]
      : []
    return { ms: lengthMs, missed: [...cut, ...stage.missed()] }
  } finally {
    stage.leave()
  }
}

/** `1.5 s` */
export const secondsOf = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One replay: the room as whoever replays it is in it, and the people that are played. */
class Stage {
  readonly #options: ReplayOptions
  readonly #room: Room
  readonly #cast: Cast
  readonly #missed = new Map<string, { what: string; why: string; times: number }>()
  readonly #broken = new AbortController()
  /** Ends every wait: the replay was broken off, or the relay takes no more of it. */
  readonly #signal: AbortSignal
  #startMs = 0
  #unconfirmedBytes = 0

  constructor(options: ReplayOptions) {
    const { url, room, tokenOf, environment, say } = options
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#broken.signal])
    const miss = (what: string, why: string) => this.#miss(what, why)
    this.#room = joinRoom(url, room, { token: tokenOf(null), environment, doc: new Y.Doc({ gc: false }) })
    this.#cast = new Cast({ url, room, tokenOf, environment, signal: this.#signal, miss })
    const { notice, saved, status } = this.#room
    notice.subscribe((next) => next && say(`the relay says: ${next.text} (${next.code})`))
    status.subscribe((next) => this.#break(brokenBy(next)))
    saved.subscribe(({ obstacle }) =>
      this.#break(obstacle && `the relay does not take the document: ${OBSTACLES[obstacle.kind]}`),
    )
  }

  /** The first try has to succeed: what never was there may be a wrong address. */
  async enter(): Promise<void> {
    const { room, environment, say } = this.#options
    const { doc, status, welcome } = this.#room
    const first = await untilStore(status, ({ state }) => state !== 'connecting', this.#signal)
    if (first.state === 'disconnected') throw new Error(`the relay cannot be joined: ${first.reason}`)
    await this.#connected()
    if (welcome.get() === null)
      throw new Error('this is no relay of Homeroom: it would not say what it has stored')
    if (doc.store.clients.size > 0) say(`${room} has content already: the recording is merged into it`)
    this.#startMs = environment.nowMs()
  }

  async play(event: RecordedEvent): Promise<void> {
    const { speed, environment } = this.#options
    const waitMs = this.#startMs + event.ms / speed - environment.nowMs()
    if (waitMs > 0) await pause(environment, waitMs, this.#signal)
    // While the relay is gone the replay stands still, so that nothing is played to nobody.
    const goneMs = environment.nowMs()
    await this.#connected()
    this.#startMs += environment.nowMs() - goneMs
    if ('update' in event) await this.#write(event.update)
    else if ('people' in event) await this.#cast.play(event.people)
    else if ('signal' in event && !this.#cast.send(event.signal)) this.#send(event.signal)
  }

  /** Waits until all of the document is stored, as far as the relay stores anything. */
  async stored(): Promise<void> {
    const { doc, saved, welcome } = this.#room
    const isEnough = ({ state }: Saved) =>
      state === 'saved' || (state === 'received' && welcome.get()?.durability === 'none')
    await untilStore(saved, isEnough, this.#signal)
    if (doc.store.pendingStructs !== null)
      this.#miss('updates', 'they build on one that is not in the recording')
  }

  /** What was missed, and how often. */
  missed(): readonly string[] {
    return [...this.#missed.values()].map(
      ({ what, why, times }) => `${what} could not be played (${times}): ${why}`,
    )
  }

  leave(): void {
    this.#cast.leave()
    this.#room.leave()
    this.#room.doc.destroy()
  }

  async #write(update: Uint8Array): Promise<void> {
    const { doc, saved, welcome } = this.#room
    const identity = welcome.get()?.identity
    if (identity !== undefined && !may(identity, 'write'))
      throw new Error(
        `the role ${identity.role} may not write: the document needs a token of a member or a host`,
      )
    try {
      Y.applyUpdate(doc, update, this)
    } catch (error) {
      throw new Error(`an update of the recording cannot be read: ${messageOf(error)}`)
    }
    this.#unconfirmedBytes += update.length
    if (this.#unconfirmedBytes < WINDOW_BYTES) return
    await untilStore(saved, ({ state }) => state !== 'local', this.#signal)
    this.#unconfirmedBytes = 0
  }

  /** As the one who replays: its sender had no presence, or sent it by HTTP. */
  #send({ kind, data }: RecordedSignal): void {
    const sent = this.#room.signals.send(kind, data)
    if (!sent.ok) this.#miss('signals', sent.fault.message)
  }

  #miss(what: string, why: string): void {
    const key = `${what}: ${why}`
    this.#missed.set(key, { what, why, times: (this.#missed.get(key)?.times ?? 0) + 1 })
  }

  #break(reason: string | undefined): void {
    if (reason !== undefined) this.#broken.abort(new Error(reason))
  }

  async #connected(): Promise<void> {
    await untilStore(this.#room.status, ({ state }) => state === 'connected', this.#signal)
  }
}

const OBSTACLES = {
  'read-only': 'who replays it may not write',
  'document-full': 'it would be larger than the relay lets it be',
  'too-large': 'a value in it is larger than an update may be',
} as const satisfies Record<Obstacle['kind'], string>

/** Why nothing more can be played; undefined where it can. */
const brokenBy = (status: Status): string | undefined => {
  if (status.state === 'closed') return `the relay lets nobody in here: ${status.reason} (${status.code})`
  return status.state === 'room-reset'
    ? 'the room was deleted or replaced while it was played into'
    : undefined
}
