import * as TYPE from '../shared/message-types.ts'
import { type PresenceEnvironment, presenceEnvironment } from './environment.ts'
import { fencedEnvironment } from './fence.ts'
import { PlainStates } from './presence/plain-states.ts'
import { RULES_BEFORE_RELAY } from './presence/rules-before-relay.ts'
import type { RegisteredPresence } from './register.ts'
import { withAccess } from './relay-access.ts'
import type { PresenceOptions, PresenceRoom } from './room-api.ts'
import { RoomCore } from './room-core.ts'
import { checkedRoom, PRESENCE_CHECKS } from './room-options.ts'

/**
 * Joins the people of a room, and leaves its document alone: for a page that shows who is there and writes nothing. It needs
 * no Yjs, and a relay of Homeroom. Those who joined with `joinRoom`, or with a stock Yjs client, are there as well. Own presence
 * shows a name and an emoji as they were said; the others see what the relay makes of them.
 *
 * @param url - the relay, as `wss://rooms.example`; `ws:` where nothing is secret.
 * @param room - the room's id, as `school/7b`.
 * @throws TypeError as `joinRoom` does; there are no options of a document.
 * @example
 * ```ts
 * import { joinPresence } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b', { presence: { name: 'Ada', x: 0.5, y: 0.5 } })
 * room.people.subscribe((people) => console.log(people.map(({ name }) => name)))
 * room.self.set({ hand: true })
 * room.leave()
 * ```
 */
export const joinPresence = <Own extends object = RegisteredPresence>(
  url: string,
  room: string,
  options: PresenceOptions<NoInfer<Own>> = {},
): PresenceRoom<Own> => {
  const place = checkedRoom(url, room, options, PRESENCE_CHECKS)
  const environment = fencedEnvironment<PresenceEnvironment>(options.environment ?? presenceEnvironment())
  const states = new PlainStates(environment.random)
  const core = new RoomCore({
    ...place,
    options: options as PresenceOptions,
    environment,
    awareness: states,
    write: states.write,
    text: RULES_BEFORE_RELAY,
    query: () => '?document=none',
    question: () => WHO_IS_HERE,
    onSnapshot: () => core.connection.synced(),
  })
  // The relay names everyone when this client has said who it is. One that says nothing asks.
  const ask = () => states.getLocalState() === null && core.connection.send(WHO_IS_HERE)
  core.start(options.presence as PresenceOptions['presence'], [], [{ opened: ask }])
  core.connection.start()
  const joined = core.facade() as PresenceRoom<Own>
  cores.set(joined, core)
  return withAccess(joined, () => core.access)
}

const cores = new WeakMap<object, RoomCore>()

/**
 * What stands behind a room of `joinPresence`.
 *
 * @throws TypeError where it is none, or a copy of one.
 */
export const coreOf = (room: object): RoomCore => {
  const core = cores.get(room)
  if (core === undefined) throw new TypeError('This is no room of joinPresence; a copy of one is none.')
  return core
}

const WHO_IS_HERE = Uint8Array.of(TYPE.queryAwareness)
