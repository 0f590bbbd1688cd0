import * as v from 'valibot'
import { messageOf } from '../../shared/index.ts'
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
