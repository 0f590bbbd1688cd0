// What hosts and pupils ask for by the signals of a lesson, read from the data of those.
import * as v from 'valibot'
import {
  CHOICE_BYTES,
  CHOICES,
  fault,
  type Json,
  ok,
  QUESTION_BYTES,
  type Result,
  sizeOf,
  TIMER_MS,
} from '../../shared/index.ts'

/** Controls, line separators, and what turns the direction of a text that stands around it. */
const HARMFUL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

const line = (bytes: number) =>
  v.pipe(
    v.string(),
    // Bounds the work: what is cleaned gets no longer.
    v.maxLength(bytes * 2),
    v.transform((text) => text.toWellFormed().replace(HARMFUL, '').normalize('NFC').trim()),
    v.check((text) => sizeOf(text) <= bytes),
  )

const Choice = v.pipe(
  line(CHOICE_BYTES),
  v.check((text) => VISIBLE.test(text)),
)

const Check = v.object({
  /** None where it is asked aloud. */
  question: v.optional(line(QUESTION_BYTES), ''),
  choices: v.pipe(v.array(Choice), v.minLength(CHOICES.least), v.maxLength(CHOICES.most)),
})

const End = v.object({ leave: v.optional(v.boolean(), false) })

const ms = v.pipe(v.number(), v.integer())

const Timer = v.union([
  v.strictObject({ ms: v.pipe(ms, v.minValue(TIMER_MS.least), v.maxValue(TIMER_MS.most)) }),
  v.strictObject({ addMs: v.pipe(ms, v.minValue(-TIMER_MS.most), v.maxValue(TIMER_MS.most)) }),
  v.strictObject({ paused: v.boolean() }),
])

const Ref = v.optional(v.pipe(v.string(), v.minLength(16), v.maxLength(64)))

const Question = v.object({ ref: Ref })

const Answer = v.object({ check: v.string(), choice: v.pipe(v.number(), v.integer(), v.minValue(0)) })

export type TimerOrder = Readonly<v.InferOutput<typeof Timer>>

const reader =
  <Schema extends v.GenericSchema>(schema: Schema, why: string) =>
  (data: Json): Result<v.InferOutput<Schema>, 'bad-signal'> => {
    const read = v.safeParse(schema, data)
    return read.success ? ok(read.output) : fault('bad-signal', why)
  }

/** Null stops the timer. */
export const readTimerOrder = reader(
  v.nullable(Timer),
  'A timer is asked for by {ms}, {addMs} or {paused}, and ended by null: it runs from a second to a day.',
)

/** Null takes the check away. */
export const readCheckOrder = reader(
  v.nullable(Check),
  `A check has a question of at most ${QUESTION_BYTES} bytes, and from ${CHOICES.least} to ${CHOICES.most} choices of at most ${CHOICE_BYTES}.`,
)

/** Null begins the next lesson. */
export const readEndOrder = reader(
  v.nullable(End),
  'A lesson is ended by {leave}, a boolean, and the next one begun by null.',
)

/** What asks for the lesson; `ref` is what somebody without a verified id is known by when they come again. */
export const readLessonQuestion = reader(
  v.nullable(Question),
  'A lesson is asked for with nothing, or with a ref of 16 to 64 characters.',
)

export const readAnswerOrder = reader(Answer, 'An answer names its check, and the place of its choice.')
