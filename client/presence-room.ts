import { TYPE } from '../shared/index.ts'
import { systemEnvironment } from './environment.ts'
import { fencedEnvironment } from './fence.ts'
import { RULES_BEFORE_RELAY } from './presence/clean-value.ts'
import { PlainStates } from './presence/plain-states.ts'
import type { RegisteredPresence, RegisteredSignals } from './register.ts'
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
export const joinPresence = <
  Own extends object = RegisteredPresence,
  Kinds extends object = RegisteredSignals,
>(
  url: string,
  room: string,
  options: PresenceOptions<NoInfer<Own>> = {},
): PresenceRoom<Own, Kinds> => {
  const place = checkedRoom(url, room, options, PRESENCE_CHECKS)
  const environment = fencedEnvironment(options.environment ?? systemEnvironment())
  const states = new PlainStates(environment)
  const core = new RoomCore({
    ...place,
    options: options as PresenceOptions,
    environment,
    awareness: states,
    text: RULES_BEFORE_RELAY,
    query: () => '?document=none',
    question: () => WHO_IS_HERE,
    // Nothing here is of the room before.
    onReset: () => true,
    onSnapshot: () => core.connection.synced(),
  })
  // The relay names everyone when this client has said who it is. One that says nothing asks.
  const ask = () => states.getLocalState() === null && core.connection.send(WHO_IS_HERE)
  core.start([], [{ opened: ask }])
  core.connection.start()
  return core.facade() as PresenceRoom<Own, Kinds>
}

const WHO_IS_HERE = Uint8Array.of(TYPE.queryAwareness)
