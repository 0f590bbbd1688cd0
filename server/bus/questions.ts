import { type Json, parseJson } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { Bucket } from '../base/rate.ts'
import { PART_BYTES } from './bounds.ts'
import type { DropReason } from './bus-metrics.ts'
import { type AnswerFrame, type FrameHead, type QuestionFrame, writeFrame } from './node-frame.ts'

/** By then, in ms, nodes that know the question have answered it. */
const ANSWER_MS = 1_000

/** Each question has every other node say something: people who look are few. */
const ASKED = { burst: 100, perSecond: 50 }
const ANSWERED = { burst: 200, perSecond: 200 }

/** How deep the JSON of questions and answers is at most. */
const DEPTH = 8

/** What the others said, by their ids, and who of them said nothing in time. */
export interface Answers {
  readonly answers: ReadonlyMap<string, Json>
  readonly silent: readonly string[]
}

interface QuestionsDeps {
  readonly clock: Clock
  readonly head: () => Pick<FrameHead, 'from' | 'incarnation'>
  /** The nodes that are known. */
  readonly others: () => readonly string[]
  readonly isUp: () => boolean
  readonly toAll: (frame: Uint8Array) => void
  readonly toNode: (node: string, frame: Uint8Array) => void
  readonly dropped: (reason: DropReason) => void
}

interface Asked {
  readonly answers: Map<string, Json>
  readonly waitedFor: Set<string>
  readonly done: () => void
}

/** What a node asks all others, for people who look at all of them together. Nothing is said unless somebody asks. */
export class Questions {
  readonly #deps: QuestionsDeps
  readonly #askedById = new Map<number, Asked>()
  readonly #mayAsk: Bucket
  readonly #mayAnswer: Bucket
  #lastId = 0
  #answerTo: (question: Json) => object | null = () => null

  constructor(deps: QuestionsDeps) {
    this.#deps = deps
    this.#mayAsk = new Bucket(deps.clock, ASKED)
    this.#mayAnswer = new Bucket(deps.clock, ANSWERED)
  }

  /** Has questions of others answered by `answer`: null where it does not know the question. */
  answerBy(answer: (question: Json) => object | null): void {
    this.#answerTo = answer
  }

  /** Asks all other nodes, and waits for them for a second at most. Where the bus is down, or too much is asked, all are silent. */
  async ask(question: object): Promise<Answers> {
    const others = this.#deps.others()
    if (others.length === 0 || !this.#deps.isUp() || !this.#mayAsk.take())
      return { answers: new Map(), silent: others }
    const { promise, resolve: done } = Promise.withResolvers<void>()
    const asked: Asked = { answers: new Map(), waitedFor: new Set(others), done }
    this.#lastId += 1
    const id = this.#lastId
    this.#askedById.set(id, asked)
    this.#deps.clock.after(ANSWER_MS, done)
    this.#say('question', id, question, this.#deps.toAll)
    await promise
    this.#askedById.delete(id)
    return { answers: asked.answers, silent: [...asked.waitedFor] }
  }

  hearQuestion({ from, seq, body }: QuestionFrame): void {
    if (!this.#mayAnswer.take()) {
      this.#deps.dropped('too-many-questions')
      return
    }
    const question = this.#read(body)
    const answer = question === null ? null : this.#answerTo(question)
    // It may be one of a newer Homeroom, who names this node as silent.
    if (answer === null) this.#deps.dropped('unknown-message')
    else this.#say('answer', seq, answer, (frame) => this.#deps.toNode(from, frame))
  }

  hearAnswer({ from, seq, body }: AnswerFrame): void {
    const asked = this.#askedById.get(seq)
    if (asked === undefined) {
      this.#deps.dropped('late')
      return
    }
    const answer = this.#read(body)
    if (answer === null) {
      this.#deps.dropped('bad-bytes')
      return
    }
    asked.answers.set(from, answer)
    asked.waitedFor.delete(from)
    if (asked.waitedFor.size === 0) asked.done()
  }

  #say(kind: 'question' | 'answer', seq: number, value: object, send: (frame: Uint8Array) => void): void {
    const body = Buffer.from(JSON.stringify(value))
    if (body.length > PART_BYTES) this.#deps.dropped('message-too-large')
    else send(writeFrame({ kind, ...this.#deps.head(), seq, body }))
  }

  #read(body: Uint8Array): Json | null {
    const json = parseJson(Buffer.from(body).toString(), DEPTH)
    return json.ok ? json.value : null
  }
}
