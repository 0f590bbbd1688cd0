// Options of how rooms are held.
import * as v from 'valibot'
import { numberFrom, wholeNumberFrom } from '../base/read-options.ts'
import { numberText } from './option.ts'

const DEFAULT_IDLE_S = 30
const MOST_IDLE_S = 86_400

const CROWD = 200
/** Below this there is nobody left of whom a sample could be. */
const LEAST_CROWD = 10
const MOST_CROWD = 100_000

const people = (orElse: string) => wholeNumberFrom(LEAST_CROWD, MOST_CROWD, orElse)

export const CROWD_OPTION = {
  schema: v.optional(v.nullable(people(', or null')), CROWD),
  flag: {
    name: 'crowd',
    value: 'N|off',
    help: `in a room of more than N people each is told of some of them; off: of all (${CROWD})`,
    text: v.pipe(
      v.string(),
      v.transform((text) => (text === 'off' ? null : text)),
      v.nullable(v.pipe(numberText, people(', or off'))),
    ),
  },
}

export const IDLE_OPTION = {
  schema: v.optional(numberFrom(0, MOST_IDLE_S * 1000), DEFAULT_IDLE_S * 1000),
  flag: {
    name: 'idle',
    value: 'SECONDS',
    help: `how long an empty room stays in memory (${DEFAULT_IDLE_S})`,
    text: v.pipe(
      numberText,
      numberFrom(0, MOST_IDLE_S),
      v.transform((seconds) => seconds * 1000),
    ),
  },
}
