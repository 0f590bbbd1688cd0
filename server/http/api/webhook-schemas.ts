import * as v from 'valibot'
import { Count, WallMs } from '../../base/values.ts'

const WebhookFailure = v.object({
  reason: v.pipe(v.string(), v.description('For people: a status, timeout, or what the network said.')),
  atMs: WallMs,
})

const DeadLetter = v.object({
  id: v.pipe(v.string(), v.description('The webhook-id of its requests.')),
  room: v.string(),
  type: v.string(),
  atMs: v.pipe(WallMs, v.description('When it happened, in milliseconds since 1970.')),
  failure: WebhookFailure,
})

export const WebhookList = v.object({
  webhooks: v.array(
    v.object({
      url: v.pipe(v.string(), v.description('Without its query.')),
      state: v.pipe(
        v.picklist(['working', 'failing', 'gone']),
        v.description('failing: its last try failed; gone: it has answered 410, and is sent nothing.'),
      ),
      waiting: v.pipe(Count, v.description('Events that it has not taken.')),
      dead: v.pipe(Count, v.description('Events that were tried for too long.')),
      lastFailure: v.pipe(v.nullable(WebhookFailure), v.description('Since the relay was started.')),
      deadLetters: v.pipe(v.array(DeadLetter), v.maxLength(100), v.description('The oldest of them.')),
    }),
  ),
})

export const Retried = v.object({ events: v.pipe(Count, v.description('How many they are.')) })
