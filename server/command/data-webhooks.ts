// What waits for webhooks in a store. A relay that runs is asked by HTTP: it has the outbox in memory.
import type { DeadLetter } from '../webhooks/message.ts'
import {
  deadKey,
  eventKey,
  type OutboxStore,
  outboxThings,
  readValue,
  reviving,
  WEBHOOKS_KIND,
} from '../webhooks/outbox-keys.ts'
import { webhookId } from '../webhooks/webhook.ts'
import { count, type DataCommand, type Output } from './data-command.ts'
import { type DataPlace, PLACE_FLAGS, readPlace } from './data-place.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  ...PLACE_FLAGS,
  url: { value: 'URL', help: 'this webhook alone' },
} as const satisfies FlagTable

/** An event of a webhook. */
interface Found {
  readonly what: 'event' | 'dead'
  readonly webhook: string
  readonly room: string
  readonly seq: number
}

type Act = (store: OutboxStore, found: readonly Found[], output: Output) => Promise<void>

const command = (help: string, act: Act, isForOne = false): DataCommand => ({
  help,
  flags: FLAGS,
  read(args, env, output) {
    const { values, said, faults } = readFlags(FLAGS, args, env)
    const place = readPlace(values, said, faults)
    const url = values.url.at(0) ?? null
    if (isForOne && url === null) faults.push('--url is missing')
    if (url !== null && !URL.canParse(url)) faults.push('--url is no URL')
    return { faults, run: () => inPlace(place, url, act, output) }
  },
})

export const webhooksListCommand = command(
  'says how many events wait for each webhook, and lists the dead letters',
  async (store, found, { print }) => {
    for (const webhook of new Set(found.map((one) => one.webhook))) {
      const own = found.filter((one) => one.webhook === webhook)
      const dead = own.filter(({ what }) => what === 'dead')
      print(`webhook ${webhook}: ${count(own.length - dead.length, 'event')} waiting, ${dead.length} dead`)
      for (const { room, seq } of dead) {
        const letter = await readValue<DeadLetter>(store, room, deadKey(webhook, seq))
        if (letter === null) continue
        const { id, type, atMs, failure } = letter
        print(`  ${id} ${new Date(atMs).toISOString()} ${room} ${type}: ${failure.reason}`)
      }
    }
    if (found.length === 0) print('nothing waits')
  },
)

export const webhooksRetryCommand = command(
  'has the next start of the relay send the dead letters once more',
  async (store, found, { print }) => {
    let moved = 0
    for (const { what, webhook, room, seq } of found) {
      const letter = what === 'dead' ? await readValue<DeadLetter>(store, room, deadKey(webhook, seq)) : null
      if (letter === null) continue
      await store.keep(room, WEBHOOKS_KIND, reviving(webhook, seq, letter))
      moved += 1
    }
    print(`${count(moved, 'dead letter')} will be sent at the next start`)
  },
)

export const webhooksDropCommand = command(
  'takes away all that waits for a webhook, such as one that is not there any more',
  async (store, found, { print }) => {
    for (const { what, webhook, room, seq } of found) {
      const key = what === 'dead' ? deadKey(webhook, seq) : eventKey(webhook, seq)
      await store.keep(room, WEBHOOKS_KIND, new Map([[key, null]]))
    }
    print(found.length === 0 ? 'nothing waits for this URL' : `${count(found.length, 'event')} taken away`)
  },
  true,
)

const inPlace = async (place: DataPlace, url: string | null, act: Act, output: Output): Promise<boolean> => {
  // Opened for writing, what is not there would be made.
  await (await place.open()).close()
  const change = () =>
    place.change(async ({ store, missing }) => {
      if (missing !== null) output.warn(`${place.name}: ${missing}`)
      const outbox = store as OutboxStore
      await act(outbox, await foundIn(outbox, url), output)
      return true
    })
  return place.whileUnheld(change).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('another relay'))
      error.message += ': a relay that runs is asked by HTTP, GET /api/webhooks and POST /api/webhooks/retry'
    throw error
  })
}

const foundIn = async (store: OutboxStore, url: string | null): Promise<readonly Found[]> => {
  const found: Found[] = []
  for await (const { room, place } of outboxThings(store))
    if (place.what === 'event' || place.what === 'dead')
      if (url === null || place.webhook === webhookId(url)) found.push({ ...place, room })
  return found
}
