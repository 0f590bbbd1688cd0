import type { Environment, Notice, PresenceChange, TokenSource } from '../client/index.ts'
import { joinPresence, type PresenceRoom, signalsOf } from '../client/presence.ts'
import { isRole, type Json, messageOf, type Role } from '../shared/index.ts'
import type { EntryChange, RecordedSignal } from './format.ts'
import { untilStore } from './waiting.ts'

/** At most so many people at once: as many as a relay lets in from one address, without its word for it. */
const MAX_PEOPLE = 2_000

/** What the relay says of an entry, and its owner does not. */
const STAMPS: readonly string[] = ['role', 'rights', 'handAt']

/** A person as the relay of the recording knew them; id and role are null where it had verified neither. */
export interface RecordedPerson {
  readonly client: number
  readonly id: string | null
  readonly name: string | null
  readonly role: Role | null
}

/** The token of a person that is played, and of the one who replays, which is null; undefined for nobody in particular. */
export type TokenOf = (person: RecordedPerson | null) => TokenSource | undefined

export interface CastOptions {
  readonly url: string
  readonly room: string
  readonly tokenOf: TokenOf
  readonly environment: Environment
  readonly signal: AbortSignal
  /** Something could not be played: what, and why. */
  readonly miss: (what: string, why: string) => void
}

/** The people of a recording as they are played: each has a connection of their own, so that each is a person of their own. */
export class Cast {
  readonly #options: CastOptions
  readonly #rooms = new Map<number, PresenceRoom>()

  constructor(options: CastOptions) {
    this.#options = options
  }

  /** Lets people come, change and leave; waits for those that come, since a signal of theirs may follow. */
  async play(people: ReadonlyMap<number, EntryChange | null>): Promise<void> {
    const arrivals: Promise<unknown>[] = []
    for (const [clientId, change] of people) {
      const room = this.#rooms.get(clientId)
      if (change === null) {
        room?.leave()
        this.#rooms.delete(clientId)
      } else if (room !== undefined) this.#set(room, change)
      else if (this.#rooms.size < MAX_PEOPLE) arrivals.push(this.#enter(clientId, change))
      else this.#options.miss('people', `there are over ${MAX_PEOPLE} at once`)
    }
    await Promise.all(arrivals)
  }

  /** Sends a signal as the person who sent it; false where they are not there. */
  send({ client, kind, data }: RecordedSignal): boolean {
    const room = client === null ? undefined : this.#rooms.get(client)
    if (room === undefined) return false
    const sent = signalsOf(room).send(kind, data)
    if (!sent.ok) this.#options.miss('signals', sent.fault.message)
    return true
  }

  leave(): void {
    for (const room of this.#rooms.values()) room.leave()
    this.#rooms.clear()
  }

  /** A person that has to try again does so by itself; the others do not wait for it. */
  async #enter(clientId: number, change: EntryChange): Promise<void> {
    const { url, room: id, tokenOf, environment, signal, miss } = this.#options
    const token = tokenOf(personOf(clientId, change))
    const room = joinPresence(url, id, { token, environment, throttleMs: 0 })
    this.#rooms.set(clientId, room)
    room.notice.subscribe(
      (notice: Notice | null) => notice && miss('changes of people, or signals', notice.text),
    )
    this.#set(room, change)
    const status = await untilStore(room.status, ({ state }) => state !== 'connecting', signal)
    if (status.state === 'closed' || status.state === 'disconnected') miss('people', status.reason)
  }

  #set(room: PresenceRoom, change: EntryChange): void {
    const own = Object.entries(change).filter(([field]) => !STAMPS.includes(field))
    try {
      room.self.set(
        Object.fromEntries(own.map(([field, value]) => [field, value ?? undefined])) as PresenceChange,
      )
    } catch (error) {
      this.#options.miss('changes of people', messageOf(error))
    }
  }
}

/** Only what the relay stamped is verified, and it stamps a role with each id that is. */
const personOf = (client: number, { id, name, role, rights = role }: EntryChange): RecordedPerson => ({
  client,
  id: typeof role === 'string' ? textOrNull(id) : null,
  name: textOrNull(name),
  role: typeof rights === 'string' && isRole(rights) ? rights : null,
})

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
