import * as v from 'valibot'
import { messageOf } from '../../shared/index.ts'
import { not, oneOf } from '../base/read-options.ts'
import { redisBus } from '../bus/redis-bus.ts'
import type { Transport } from '../bus/transport.ts'
import { objectWith } from './option.ts'

/** No message quotes the text: it may have a password. */
const RedisText = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    try {
      return redisBus(value)
    } catch (error) {
      addIssue({ message: `is wrong: ${messageOf(error)}` })
      return NEVER
    }
  }),
)

/** A bus, or for the command where Redis is. */
export const BUS_OPTION = {
  schema: v.nullish(objectWith<Transport>('subscribe', 'publish', 'close'), null),
  flag: {
    name: 'redis',
    value: 'URL',
    help: 'shares rooms with other relays over Redis; better in HOMEROOM_REDIS (none)',
    text: RedisText,
  },
}

/** Whether the people of a room that several relays have are brought together. */
export const HEAL_OPTION = {
  schema: v.optional(v.boolean(not('is true or false')), true),
  flag: {
    name: 'heal',
    value: 'on|off',
    help: 'off: people of a room that several relays have stay where they are, for a proxy that hashes nothing (on)',
    text: v.pipe(
      oneOf(['on', 'off']),
      v.transform((value) => value === 'on'),
    ),
  },
}
