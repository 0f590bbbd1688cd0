// All relays that share rooms, as people who look see them: each room once, with what every relay has of it.
import * as v from 'valibot'
import type { Json } from '../../shared/index.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import type { Answers } from '../bus/questions.ts'
import type { AttendedConnection } from '../connections/connection-registry.ts'
import type { PastDisconnect } from '../connections/disconnect-history.ts'
import { byCodePoints } from '../store/code-points.ts'
import { OwnAnswers, type OwnAnswersDeps, type RoomRange } from './own-answers.ts'
import { ConnectionsAnswer, type Figures, Question, type RoomHere, RoomsAnswer } from './questions.ts'

/** So long an answer is given to others who ask the same, in ms: people who look ask every 2 s. */
const SHARED_MS = 1_000
/** Of so many questions. */
const SHARED = 100

/** So many relays are known by their names, also while they are silent. */
const NAMES = 1_000

/** As many as one relay keeps. */
const MOST_LEFT = 50

interface FleetDeps extends OwnAnswersDeps {
  /** Of this relay. */
  readonly id: string
  readonly name: string
  /** What asks the others; null where there are none. */
  readonly bus: {
    ask(question: object): Promise<Answers>
    answerBy(answer: (question: Json) => object | null): void
  } | null
}

interface Relay {
  readonly relay: string
  /** It is this one. */
  readonly self: boolean
  /** As it last said; null where it has never answered. */
  readonly name: string | null
}

/** A room that is in memory somewhere. */
export interface FleetRoom {
  readonly room: string
  readonly epoch: string
  readonly connections: number
  readonly people: number
  /** Connections that do not take what they are sent, and how much of what came was refused of late. */
  readonly lagging: number
  readonly refused: number
  /** Those that have it, with their own connections: one that somebody looks at may have none. */
  readonly relays: readonly { readonly relay: string; readonly connections: number }[]
}

interface FleetRooms {
  /** By name. */
  readonly rooms: ReadonlyMap<string, FleetRoom>
  /** Of rooms behind this one some may be lacking; null where none is. */
  readonly end: string | null
  readonly relays: readonly (Relay & { readonly figures: Figures | null })[]
}

type OfRelay<Value> = Value & { readonly relay: string }

interface FleetConnections {
  readonly connections: readonly OfRelay<AttendedConnection>[]
  /** The latest first. */
  readonly left: readonly OfRelay<PastDisconnect>[]
  /** On all relays, of late. */
  readonly refused: number
  /** With the connections that each has of the room; null where it did not answer. */
  readonly relays: readonly (Relay & { readonly connections: number | null })[]
}

/** What one relay has answered. */
interface Heard<Answer> {
  readonly relay: string
  readonly answer: Answer
}

/** This relay among those that share its rooms, for people who look at all of them. */
export class Fleet {
  readonly own: OwnAnswers
  readonly #deps: FleetDeps
  readonly #sharedByQuestion: ExpiringMap<string, Promise<Answers>>
  readonly #nameById: ExpiringMap<string, string>

  constructor(deps: FleetDeps) {
    this.#deps = deps
    this.own = new OwnAnswers(deps.name, deps)
    this.#sharedByQuestion = new ExpiringMap(deps.clock, { most: SHARED })
    this.#nameById = new ExpiringMap(deps.clock, { most: NAMES })
    deps.bus?.answerBy((question) => this.#answerTo(question))
  }

  /** A page of the rooms that are in memory anywhere, and all relays. */
  async rooms(range: RoomRange): Promise<FleetRooms> {
    const { heard, silent } = await this.#ask({ kind: 'rooms', ...range }, RoomsAnswer)
    const { name, figures } = this.own
    const here = { name, figures, rooms: this.own.rooms(range), isCut: false }
    const all = [{ relay: this.#deps.id, answer: here }, ...heard]
    return {
      rooms: roomsOf(all),
      end: endOf(all.map(({ answer }) => answer)),
      relays: [
        ...all.map(({ relay, answer: { name, figures } }) => ({ ...this.#relay(relay, name), figures })),
        ...silent.map((relay) => ({ ...this.#relay(relay), figures: null })),
      ],
    }
  }

  /** The connections of a room on all relays, and the latest that ended. */
  async connections(room: string): Promise<FleetConnections> {
    const { heard, silent } = await this.#ask({ kind: 'connections', room }, ConnectionsAnswer)
    const { connections, left, refused } = this.own.connections(room)
    const here = { name: this.own.name, count: connections.length, connections, left, refused }
    const all = [{ relay: this.#deps.id, answer: here }, ...heard]
    return {
      connections: all.flatMap(({ relay, answer }) => answer.connections.map((one) => ({ ...one, relay }))),
      left: all
        .flatMap(({ relay, answer }) => answer.left.map((one) => ({ ...one, relay })))
        .sort((one, other) => other.atMs - one.atMs)
        .slice(0, MOST_LEFT),
      refused: all.reduce((sum, { answer }) => sum + answer.refused, 0),
      relays: [
        ...all.map(({ relay, answer: { name, count } }) => ({
          ...this.#relay(relay, name),
          connections: count,
        })),
        ...silent.map((relay) => ({ ...this.#relay(relay), connections: null })),
      ],
    }
  }

  sweep(): void {
    this.own.sweep()
    this.#sharedByQuestion.sweep()
  }

  #relay(relay: string, name = this.#nameById.get(relay) ?? null): Relay {
    return { relay, self: relay === this.#deps.id, name }
  }

  /** Null for a question that only a newer relay knows. */
  #answerTo(asked: Json): object | null {
    const question = v.safeParse(Question, asked)
    if (!question.success) return null
    const { output } = question
    return output.kind === 'rooms' ? this.own.roomsAnswer(output) : this.own.connectionsAnswer(output.room)
  }

  async #ask<Answer extends { readonly name: string }>(
    question: Question,
    schema: v.GenericSchema<unknown, Answer>,
  ) {
    const { answers, silent } = await this.#shared(question)
    const heard: Heard<Answer>[] = []
    const unread: string[] = []
    for (const [relay, answer] of answers) {
      const read = v.safeParse(schema, answer)
      if (read.success) {
        heard.push({ relay, answer: read.output })
        this.#nameById.set(relay, read.output.name)
      } else unread.push(relay)
    }
    return { heard, silent: [...silent, ...unread] }
  }

  /** One answer for all who ask the same within a second. */
  #shared(question: Question): Promise<Answers> {
    const { bus } = this.#deps
    if (bus === null) return Promise.resolve({ answers: new Map(), silent: [] })
    const key = JSON.stringify(question)
    const shared = this.#sharedByQuestion.get(key)
    if (shared !== undefined) return shared
    const asked = bus.ask(question)
    this.#sharedByQuestion.set(key, asked, SHARED_MS)
    return asked
  }
}

/** Relays that have a room know of each other's connections: of one that does not answer the others tell. */
const roomsOf = (all: readonly Heard<{ readonly rooms: readonly RoomHere[] }>[]) => {
  const hereByRoom = new Map<string, (RoomHere & { readonly relay: string })[]>()
  for (const { relay, answer } of all)
    for (const here of answer.rooms)
      hereByRoom.set(here.room, [...(hereByRoom.get(here.room) ?? []), { ...here, relay }])
  return new Map([...hereByRoom].map(([room, heres]) => [room, roomOf(room, heres)]))
}

const roomOf = (room: string, heres: readonly (RoomHere & { readonly relay: string })[]): FleetRoom => {
  const sum = (of: 'own' | 'lagging' | 'refused') => heres.reduce((total, here) => total + here[of], 0)
  return {
    room,
    epoch: heres[0]?.epoch ?? '',
    connections: Math.max(sum('own'), ...heres.map(({ all }) => all)),
    people: Math.max(...heres.map(({ people }) => people)),
    lagging: sum('lagging'),
    refused: sum('refused'),
    relays: heres.map(({ relay, own }) => ({ relay, connections: own })),
  }
}

/** The last room of the answer that ends first. */
const endOf = (answers: readonly { readonly rooms: readonly RoomHere[]; readonly isCut: boolean }[]) =>
  answers
    .flatMap(({ rooms, isCut }) => (isCut ? (rooms.at(-1)?.room ?? []) : []))
    .reduce<string | null>((end, room) => (end === null || byCodePoints(room, end) < 0 ? room : end), null)
