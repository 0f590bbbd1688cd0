// An app that names its own fields and signals where it joins.

import { joinRoom, type Person, type PersonEvent, type Room } from 'homeroom/client'
import { crowdOf } from 'homeroom/crowd'
import { smooth } from 'homeroom/draw'
import { versionsOf } from 'homeroom/versions'
import { expectTypeOf } from 'vitest'

interface Fields {
  tool: 'pen' | 'eraser'
  selection?: { from: number; to: number }
}

interface Kinds {
  bell: { minutes: number }
  laugh: null
}

const room = joinRoom<Fields, Kinds>('wss://rooms.example', 'lesson', {
  presence: { name: 'Ada', tool: 'pen' },
})
expectTypeOf(room).toEqualTypeOf<Room<Fields, Kinds>>()

// @ts-expect-error: no such tool
joinRoom<Fields>('wss://rooms.example', 'lesson', { presence: { tool: 'brush' } })
// @ts-expect-error: no such field
joinRoom<Fields>('wss://rooms.example', 'lesson', { presence: { tol: 'pen' } })

room.self.set({ tool: 'eraser', selection: undefined, hand: true })
// @ts-expect-error: no such tool
room.self.set({ tool: 'brush' })
// @ts-expect-error: no such field
room.self.set({ colour: 'red' })
// @ts-expect-error: the relay says when
room.self.set({ handAt: 5 })

// Nobody has to have set a field.
expectTypeOf(room.self.get().tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
expectTypeOf(room.others.get()[0]?.selection).toEqualTypeOf<{ from: number; to: number } | undefined>()
expectTypeOf(room.people.get()[0]?.tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
expectTypeOf(room.hands.get()).toEqualTypeOf<readonly Person<Fields>[]>()
room.people.subscribe((people) => expectTypeOf(people).toEqualTypeOf<readonly Person<Fields>[]>())
room.people.listen((event) => expectTypeOf(event).toEqualTypeOf<PersonEvent<Fields>>())
smooth(room.people, { draw: () => undefined })
expectTypeOf(crowdOf(room).get().shown[0]?.other.tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
void versionsOf(room).list()
// @ts-expect-error: what others have said is read only
room.self.get().tool = 'pen'

room.signals.send('bell', { minutes: 5 }, { to: room.others.get()[0] })
room.signals.send('laugh')
room.signals.send('lock', true)
// @ts-expect-error: a bell has minutes
room.signals.send('bell', { hours: 1 })
// @ts-expect-error: a bell has data
room.signals.send('bell')
// @ts-expect-error: no such signal
room.signals.send('bel', { minutes: 5 })
// @ts-expect-error: no such signal
room.signals.on('bel', () => undefined)
room.signals.on('bell', ({ data, from }) => {
  expectTypeOf(data).toEqualTypeOf<{ minutes: number }>()
  expectTypeOf(from.person).toEqualTypeOf<Person<Fields> | null>()
})
room.signals.on('laugh', ({ data }) => expectTypeOf(data).toEqualTypeOf<null>())
room.signals.on('*', (signal) => {
  if (signal.kind === 'bell') expectTypeOf(signal.data).toEqualTypeOf<{ minutes: number }>()
})
