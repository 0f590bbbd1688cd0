import { coreOf } from './presence-room.ts'
import type { RegisteredPresence, RegisteredSignals } from './register.ts'
import type { PresenceRoom } from './room-api.ts'
import { type Reactions, ShownReactions } from './signals/reactions.ts'
import { RoomSignals, type Signals } from './signals/signals.ts'

/** What `make` makes of a room, made once for each. */
const oncePerRoom = <Made>(make: (room: object) => Made): ((room: object) => Made) => {
  const madeByRoom = new WeakMap<object, Made>()
  return (room) => {
    const made = madeByRoom.get(room) ?? make(room)
    madeByRoom.set(room, made)
    return made
  }
}

const signalsIn = /* @__PURE__ */ oncePerRoom((room) => new RoomSignals(coreOf(room)))

const reactionsIn = /* @__PURE__ */ oncePerRoom((room) =>
  new ShownReactions(coreOf(room), signalsIn(room)).facade(),
)

/**
 * The signals of a room of `joinPresence`, which are heard from the first call on. A page that has none does not load them.
 *
 * @param room - the room itself, no copy of it.
 * @throws TypeError where it is none.
 * @example
 * ```ts
 * import { joinPresence, signalsOf } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 * const signals = signalsOf(room)
 * signals.on('bell', ({ from }) => console.log('rung by', from.name))
 * ```
 */
export const signalsOf = <Kinds extends object = RegisteredSignals, Own extends object = RegisteredPresence>(
  room: PresenceRoom<Own>,
): Signals<Kinds, Own> => signalsIn(room).facade as Signals<Kinds, Own>

/**
 * The reactions in a room of `joinPresence`: the emojis that people have sent in the last 4 s, from the first call on. A page that
 * shows none does not load them.
 *
 * @param room - the room itself, no copy of it.
 * @throws TypeError where it is none.
 * @example
 * ```ts
 * import { joinPresence, reactionsOf } from 'homeroom/presence'
 *
 * const room = joinPresence('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 * const reactions = reactionsOf(room)
 * reactions.subscribe((shown) => console.log(shown.map(({ emoji, count }) => `${emoji} ${count}`)))
 * ```
 */
export const reactionsOf = <Own extends object>(room: PresenceRoom<Own>): Reactions => reactionsIn(room)
