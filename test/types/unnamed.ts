// An app that names no fields and no signals of its own: all of them may be used, as before they could be named.
import {
  type HeardSignal,
  joinRoom,
  type OwnPresence,
  type Person,
  type Presence,
  type Room,
  type Signals,
} from 'homeroom/client'
import { smooth } from 'homeroom/draw'
import { versionsOf } from 'homeroom/versions'
import { expectTypeOf } from 'vitest'

export const room: Room = joinRoom('wss://rooms.example', 'lesson', {
  presence: { name: 'Ada', x: 0.5, tool: 'pen' },
})
room.self.set({ tool: { size: 3 }, hand: undefined })
// @ts-expect-error: x is a number, whatever else there is
room.self.set({ x: 'left' })
// @ts-expect-error: nobody has named such a field, so that it may be a slip
room.self.get().nmae

const own: Partial<OwnPresence> = { name: 'Ada', tool: 'pen' }
room.self.set(own)
expectTypeOf(room.self.get()).toEqualTypeOf<Presence>()
expectTypeOf(room.people.get()).toEqualTypeOf<readonly Person[]>()

/** Roles of the embedder's own are words, too. */
export const isTeacher = ({ role }: Person): boolean => role === 'host' || role === 'teacher'

const kind: string = 'poll'
room.signals.send('bell')
room.signals.send(kind, { any: ['json'] }, { to: room.people.get()[0] })
// @ts-expect-error: not JSON
room.signals.send('bell', () => 5)
room.signals.on('*', (signal: HeardSignal) => console.log(signal.data))
room.signals.on(kind, ({ data, from }) => {
  expectTypeOf(data).toEqualTypeOf<HeardSignal['data']>()
  expectTypeOf(from.person).toEqualTypeOf<Person | null>()
})

/** Code of before, which takes parts of a room by their types. */
export const ring = ({ send }: Pick<Signals, 'send'>) => send('bell', { minutes: 5 })
ring(room.signals)
smooth(room.people, { draw: (points) => points.size })
void versionsOf(room).create({ name: null })
