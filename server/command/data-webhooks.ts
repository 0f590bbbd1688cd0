// What waits for webhooks in a store. A relay that runs is asked by HTTP: it has the outbox in memory.
import type { KeepingStore } from '../store/store.ts'
import type { DeadLetter } from '../webhooks/message.ts'
import {
  deadKey,
  eventKey,
  type Outbox,
  outboxIn,
  outboxThings,
  readValue,
  reviving,
} from '../webhooks/outbox-keys.ts'
import { outboxOwners } from '../webhooks/outbox-owners.ts'
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
  readonly outbox: Outbox
  readonly what: 'event' | 'dead'
  readonly webhook: string
  readonly room: string
  readonly seq: number
}

type Act = (found: readonly Found[], output: Output) => Promise<void>

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
  async (found, { print }) => {
    for (const webhook of new Set(found.map((one) => one.webhook))) {
      const own = found.filter((one) => one.webhook === webhook)
      const dead = own.filter(({ what }) => what === 'dead')
      print(`webhook ${webhook}: ${count(own.length - dead.length, 'event')} waiting, ${dead.length} dead`)
      for (const { outbox, room, seq } of dead) {
        const letter = await readValue<DeadLetter>(outbox, room, deadKey(webhook, seq))
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
  async (found, { print }) => {
    let moved = 0
    for (const { outbox, what, webhook, room, seq } of found) {
      const letter = what === 'dead' ? await readValue<DeadLetter>(outbox, room, deadKey(webhook, seq)) : null
      if (letter === null) continue
      await outbox.keep(room, reviving(webhook, seq, letter))
      moved += 1
    }
    print(`${count(moved, 'dead letter')} will be sent at the next start`)
  },
)

export const webhooksDropCommand = command(
  'takes away all that waits for a webhook, such as one that is not there any more',
  async (found, { print }) => {
    for (const { outbox, what, webhook, room, seq } of found) {
      const key = what === 'dead' ? deadKey(webhook, seq) : eventKey(webhook, seq)
      await outbox.keep(room, new Map([[key, null]]))
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
      await act(await foundIn(store as KeepingStore, url), output)
      return true
    })
  return place.whileUnheld(change).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('another relay'))
      error.message += ': a relay that runs is asked by HTTP, GET /api/webhooks and POST /api/webhooks/retry'
    throw error
  })
}

const foundIn = async (store: KeepingStore, url: string | null): Promise<readonly Found[]> => {
  const found: Found[] = []
  for (const owner of [null, ...(await outboxOwners(store))]) {
    const outbox = outboxIn(store, owner)
    for await (const { room, place } of outboxThings(outbox))
      if (place.what === 'event' || place.what === 'dead')
        if (url === null || place.webhook === webhookId(url)) found.push({ ...place, outbox, room })
  }
  return found
}
