// An app that names its own fields and signals once, for all its files.
import { joinRoom, type Person, type Presence } from 'homeroom/client'
import { RoomProvider, useCrowd, usePeople, usePerson, useRoom, useSelf, useSignal } from 'homeroom/react'
import { expectTypeOf } from 'vitest'

declare module 'homeroom/client' {
  interface Register {
    presence: { tool: 'pen' | 'eraser' }
  }
}

// The same module by its other name.
declare module 'homeroom' {
  interface Register {
    signals: { bell: { minutes: number } }
  }
}

const room = joinRoom('wss://rooms.example', 'lesson', { presence: { tool: 'pen' } })
expectTypeOf(room.people.get()[0]?.tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
expectTypeOf<Presence['tool']>().toEqualTypeOf<'pen' | 'eraser' | undefined>()
room.signals.send('bell', { minutes: 5 })
// @ts-expect-error: no such tool
room.self.set({ tool: 'brush' })
// @ts-expect-error: a bell has minutes
room.signals.send('bell', {})

// What a room is joined with goes before what is registered.
expectTypeOf(joinRoom<{ seat: string }>('wss://rooms.example', 'lesson').self.get().seat).toEqualTypeOf<
  string | undefined
>()

export const Tool = () => {
  const [self, setSelf] = useSelf()
  expectTypeOf(self.tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
  // @ts-expect-error: no such tool
  setSelf({ tool: 'brush' })
  expectTypeOf(usePeople()).toEqualTypeOf<readonly Person[]>()
  expectTypeOf(usePeople((people) => people.length)).toEqualTypeOf<number>()
  expectTypeOf(useCrowd().total).toEqualTypeOf<number | null>()
  expectTypeOf(useCrowd(({ shown }) => shown.length)).toEqualTypeOf<number>()
  expectTypeOf(usePerson('id:ada')?.tool).toEqualTypeOf<'pen' | 'eraser' | undefined>()
  useRoom().signals.send('bell', { minutes: 1 })
  useSignal('bell', ({ data }) => expectTypeOf(data).toEqualTypeOf<{ minutes: number }>())
  return null
}

export const Outside = () => (
  <RoomProvider room={room}>
    <Tool />
  </RoomProvider>
)

export const Inside = () => (
  <RoomProvider url="wss://rooms.example" room="lesson" presence={{ tool: 'pen' }}>
    <Tool />
  </RoomProvider>
)

export const Slip = () => (
  // @ts-expect-error: no such tool
  <RoomProvider url="wss://rooms.example" room="lesson" presence={{ tool: 'brush' }}>
    <Tool />
  </RoomProvider>
)
