// Options of what is kept beside the documents.
import * as v from 'valibot'
import { wholeNumberFrom } from '../base/read-options.ts'
import { numberText } from './option.ts'

const MOST_DAYS = 3_650
const CHAT_DAYS = 30

const days = wholeNumberFrom(1, MOST_DAYS)

const daysOrOff = v.pipe(
  v.string(),
  v.transform((text) => (text === 'off' ? null : text)),
  v.nullable(v.pipe(numberText, days)),
)

export const CHAT_OPTION = {
  schema: v.optional(v.nullable(days), CHAT_DAYS),
  flag: {
    name: 'chat',
    value: 'DAYS|off',
    help: `keeps messages of the chat for so many days; off: there is no chat (${CHAT_DAYS})`,
    text: daysOrOff,
  },
}

export const ATTENDANCE_OPTION = {
  schema: v.nullish(days, null),
  flag: {
    name: 'attendance',
    value: 'DAYS|off',
    help: 'keeps for so many days who was in which room, and for how long (off)',
    text: daysOrOff,
  },
}
