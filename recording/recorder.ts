import * as Y from 'yjs'
import { type Environment, joinRoom, type Room, type Status } from '../client/index.ts'
import { isJsonObject, isSameJson, type JsonObject } from '../shared/index.ts'
import type { EntryChange, Happening } from './format.ts'
import { createRecording, type RecordingWriter } from './recording-file.ts'

/** So long after a lost relay is back, in ms, everyone who is still there has come back as well. */
const RETURN_MS = 10_000

export interface RecordOptions {
  readonly url: string
  readonly room: string
  readonly path: string
  readonly token: string | undefined
  readonly environment: Environment
  /** Ends the recording. */
  readonly signal: AbortSignal
  /** Tells how it goes, a line each. */
  readonly say: (line: string) => void
}

/** What was recorded. */
export interface Recorded {
  readonly ms: number
  readonly bytes: number
}

/**
 * Joins a room without being seen, and writes what happens there into a file, until it is told to end.
 *
 * @throws Error (rejects) where the relay does not let it in, the room is deleted or replaced, or the file cannot be written; what
 * was written until then stays.
 */
export const record = async (options: RecordOptions): Promise<Recorded> => {
  const recorder = new Recorder(options)
  try {
    return await recorder.done
  } finally {
    recorder.stop()
  }
}

class Recorder {
  readonly #options: RecordOptions
  readonly #room: Room
  readonly #ending = Promise.withResolvers<Recorded>()
  readonly #entries = new Map<number, JsonObject>()
  #writer: RecordingWriter | null = null
  #startedMs = 0
  #isLost = false
  #isDone = false
  #cancelReturn: () => void = () => undefined

  constructor(options: RecordOptions) {
    const { url, room, token, environment, signal } = options
    this.#options = options
    // With its garbage: what was deleted before the recording is there for those who keep it.
    this.#room = joinRoom(url, room, { token, environment, doc: new Y.Doc({ gc: false }) })
    const { doc, awareness, signals, status } = this.#room
    doc.on('update', (update: Uint8Array) => this.#write({ update }))
    awareness.on('change', ({ added, updated, removed }: Record<string, number[]>) =>
      this.#changed([...(added ?? []), ...(updated ?? []), ...(removed ?? [])]),
    )
    signals.on('*', ({ kind, data, from }) => {
      // That is between the relay and the recorder.
      if (kind === 'chat-history') return
      // A host hears what others do not: it is not for whoever sees the recording.
      if (kind === 'chat' && isJsonObject(data) && data.to !== 'everyone') return
      this.#write({ signal: { kind, data, client: from.clientId } })
    })
    status.subscribe((next) => this.#turned(next))
    signal.addEventListener('abort', () => this.#end())
    if (signal.aborted) this.#end()
  }

  get done(): Promise<Recorded> {
    return this.#ending.promise
  }

  stop(): void {
    this.#isDone = true
    this.#cancelReturn()
    this.#room.leave()
    this.#room.doc.destroy()
  }

  #turned(status: Status): void {
    const { room, path, say, environment } = this.#options
    if (status.state === 'connected') {
      if (this.#isLost) {
        this.#isLost = false
        say('the relay is back')
        this.#write({ back: true })
        this.#cancelReturn = environment.after(RETURN_MS, () => this.#changed([...this.#entries.keys()]))
      } else if (this.#begin()) say(`recording ${room} into ${path}`)
    } else if (status.state === 'closed')
      this.#fail(`the relay lets nobody in here: ${status.reason} (${status.code})`)
    else if (status.state === 'room-reset')
      this.#fail('the room was deleted or replaced, and with it this recording ends')
    else if (status.state === 'disconnected') this.#lost(status.reason)
  }

  /** What is lost once it was there comes back by itself; what never was there may be a wrong address. */
  #lost(reason: string): void {
    if (this.#writer === null) {
      this.#fail(`the relay cannot be joined: ${reason}`)
      return
    }
    if (this.#isLost) return
    this.#isLost = true
    this.#cancelReturn()
    this.#options.say(`the relay is lost: ${reason}; trying again`)
    this.#write({ lost: reason })
  }

  /** Of the entries that are gone while the relay is, nobody knows whether they are. */
  #changed(clientIds: readonly number[]): void {
    const { doc, awareness } = this.#room
    const people = new Map<number, EntryChange | null>()
    for (const clientId of clientIds) {
      const now = awareness.getStates().get(clientId)
      const before = this.#entries.get(clientId)
      if (clientId === doc.clientID || (now === undefined && (this.#isLost || before === undefined))) continue
      if (now === undefined) this.#entries.delete(clientId)
      else this.#entries.set(clientId, now)
      const change = now === undefined ? null : changeOf(before ?? {}, now)
      if (change === null || before === undefined || Object.keys(change).length > 0)
        people.set(clientId, change)
    }
    if (people.size > 0) this.#write({ people })
  }

  /** Makes the file, when there is the first thing to write: one of a room that lets nobody in is not left behind. */
  #begin(): RecordingWriter | null {
    if (this.#writer !== null || this.#isDone) return this.#writer
    const { room, path, environment } = this.#options
    try {
      this.#writer = createRecording(path, { room, startedAt: new Date(environment.wallMs()).toISOString() })
    } catch (error) {
      this.#fail(error)
    }
    this.#startedMs = environment.nowMs()
    return this.#writer
  }

  #write(happening: Happening): void {
    if (this.#isDone) return
    try {
      this.#begin()?.write(this.#ms(), happening)
    } catch (error) {
      this.#fail(error)
    }
  }

  #ms(): number {
    return Math.round(this.#options.environment.nowMs() - this.#startedMs)
  }

  #end(): void {
    if (this.#writer === null) this.#fail('it was ended before it was in the room')
    this.#write({ end: true })
    if (this.#isDone) return
    this.#isDone = true
    this.#close()
    this.#ending.resolve({ ms: this.#ms(), bytes: this.#writer?.bytes() ?? 0 })
  }

  #fail(error: unknown): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#close()
    this.#ending.reject(error instanceof Error ? error : new Error(String(error)))
  }

  #close(): void {
    try {
      this.#writer?.close()
    } catch (error) {
      this.#ending.reject(error)
    }
  }
}

/** The fields of `now` that are others than before, null for those that are gone. */
const changeOf = (before: JsonObject, now: JsonObject): EntryChange => {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  const changed = fields.filter((field) => !isSameJson(before[field], now[field]))
  return Object.fromEntries(changed.map((field) => [field, now[field] ?? null]))
}
