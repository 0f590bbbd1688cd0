import type { RelayOptions } from '../../server/index.ts'
import type { JsonObject, Role } from '../../shared/index.ts'
import { type RawClient, rawClient } from './raw-client.ts'
import { noticesOf, signalRequest, signalsOf } from './raw-signals.ts'
import { startRelay } from './start-relay.ts'
import { SECRET, token } from './tokens.ts'
import { until } from './until.ts'

export const ROOM = 'lesson'

interface Joining {
  readonly role?: Role
  /** The verified person; by default nobody else's. */
  readonly sub?: string
  readonly room?: string
  readonly jwt?: string
  readonly state?: JsonObject
}

let ids = 100

/** A relay that knows its people, and raw clients with presence in one of its rooms. */
export const lesson = async (options: RelayOptions = {}) => {
  const running = await startRelay({ secrets: [SECRET], ...options })

  /** Somebody on `homeroom.v1` whom nobody need wait for. A viewer has no presence. */
  const join = async ({
    role = 'member',
    sub = `person ${ids}`,
    room = ROOM,
    jwt,
    state = {},
  }: Joining = {}) => {
    ids += 1
    const id = ids
    const client: RawClient = await rawClient(running.wsUrl, room, {
      isCompact: true,
      token: jwt ?? (await token({ sub, role })),
    })
    if (role !== 'viewer') client.say({ id, state: { x: 0, ...state } })
    let clock = 1
    return {
      ...client,
      id,
      sub,
      role,
      /** Says all of itself anew, as a client does that announces itself. */
      announce(next: JsonObject) {
        clock += 1
        client.say({ id, clock, state: next })
      },
      signal: (kind: string, data: unknown = null, to: readonly number[] = []) =>
        client.send(signalRequest(kind, data, to)),
      heard: () => signalsOf(client),
      hears: (kind: string) =>
        until(() => signalsOf(client).find((signal) => signal.kind === kind), `hears ${kind}`),
      notices: () => noticesOf(client),
      isTold: (code: string) => until(() => noticesOf(client).includes(code), `is told ${code}`),
    }
  }

  return { ...running, join }
}

export type Pupil = Awaited<ReturnType<Awaited<ReturnType<typeof lesson>>['join']>>

/** All of these see each other, where they have presence. */
export const meet = async (...people: readonly Pupil[]): Promise<void> => {
  for (const one of people) {
    for (const other of people) if (one !== other && other.role !== 'viewer') await one.waitFor(other.id)
  }
}
