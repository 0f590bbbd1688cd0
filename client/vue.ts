/**
 * Vue bindings, for Vue 3.3 and later: `homeroom/vue`.
 *
 * @module
 */
import {
  getCurrentInstance,
  type InjectionKey,
  inject,
  onMounted,
  onScopeDispose,
  onUpdated,
  provide,
  type ShallowRef,
  shallowRef,
} from 'vue'
import { emptyRoom } from './empty-room.ts'
import type { Person, PersonEvent, Presence } from './presence/people.ts'
import { placed } from './presence/placed.ts'
import type { PresenceChange } from './presence/self.ts'
import type { Point } from './presence/smooth.ts'
import type { KindOf, RegisteredPresence, RegisteredSignals } from './register.ts'
import { rejoiningRoom } from './rejoining-room.ts'
import type { Room, RoomOptions } from './room-api.ts'
import { selection } from './selection.ts'
import type { HeardOf } from './signals/signals.ts'
import type { ReadonlyStore } from './store.ts'

const KEY: InjectionKey<Room> = Symbol('homeroom')

/**
 * Joins a room for this component and those below, and leaves it when the component is unmounted; or takes a room that has been
 * joined outside, which it does not leave. Call it in `setup`. On a server nothing is joined: there the room has own presence
 * and nobody else in it.
 *
 * When the copy was dropped it joins again by itself, in the room as it is now and with a new document; not where the app has brought
 * `doc` or `awareness`. What the room is listened to by goes on; `useReadable(room.status, () => room.doc)` is the document as it is now.
 *
 * @param url - the relay, as `wss://rooms.example`.
 * @param id - the room's id, as `school/7b`.
 * @throws Error outside of `setup`, where nothing is joined.
 * @throws TypeError where `joinRoom` throws it: a URL, a room or an option is not valid.
 * @example
 * ```ts
 * import { provideRoom, useReadable } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const App = defineComponent(() => {
 *   const room = provideRoom('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 *   const status = useReadable(room.status)
 *   return () => h('p', status.value.state)
 * })
 * ```
 */
export function provideRoom(url: string, id: string, options?: RoomOptions): Room
export function provideRoom(room: Room): Room
export function provideRoom(urlOrRoom: string | Room, id = '', options: RoomOptions = {}): Room {
  // Before it joins: elsewhere Vue would only warn, and nothing would leave the room.
  if (getCurrentInstance() === null) throw new Error('provideRoom is called in the setup of a component.')
  const room = typeof urlOrRoom === 'string' ? join(urlOrRoom, id, options) : urlOrRoom
  provide(KEY, room)
  return room
}

const join = (url: string, id: string, options: RoomOptions): Room => {
  // A server ends no scope: what is joined there would stay.
  if (typeof window === 'undefined') return emptyRoom(options)
  const room = rejoiningRoom(url, id, options)
  onScopeDispose(() => room.leave())
  return room
}

/**
 * The room that a component above has provided.
 *
 * @throws Error where none has.
 * @example
 * ```ts
 * import { useRoom } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Leave = defineComponent(() => {
 *   const room = useRoom()
 *   return () => h('button', { onClick: () => room.leave() }, 'Leave')
 * })
 * ```
 */
export const useRoom = (): Room => {
  const room = inject(KEY, null)
  if (room === null) throw new Error('No component above this one has called provideRoom.')
  return room
}

/**
 * Any store of a room as a ref, or what `select` makes of it. What is selected changes only where it is another one, by its
 * arrays, objects and values, unless `isEqual` says otherwise.
 *
 * @example
 * ```ts
 * import { useReadable, useRoom } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Next = defineComponent(() => {
 *   const next = useReadable(useRoom().hands, ([first]) => first?.name)
 *   return () => h('p', next.value ?? 'nobody')
 * })
 * ```
 */
export function useReadable<Value>(readable: ReadonlyStore<Value>): Readonly<ShallowRef<Value>>
export function useReadable<Value, Selected>(
  readable: ReadonlyStore<Value>,
  select: (value: Value) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Readonly<ShallowRef<Selected>>
export function useReadable<Value>(
  readable: ReadonlyStore<Value>,
  select?: (value: Value) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): Readonly<ShallowRef<unknown>> {
  return refOf(readable, select, isEqual)
}

const refOf = <Value>(
  readable: ReadonlyStore<Value>,
  select: ((value: Value) => unknown) | undefined,
  isEqual: ((a: unknown, b: unknown) => boolean) | undefined,
): Readonly<ShallowRef<unknown>> => {
  const { get, subscribe } = select === undefined ? readable : selection(readable, select, isEqual)
  const value = shallowRef<unknown>(get())
  onScopeDispose(
    subscribe((next) => {
      value.value = next
    }),
  )
  return value
}

/**
 * Everyone, this client too: tabs of one verified person are one. Or what `select` makes of them, as {@link useReadable} does: a
 * list of names does not render while people move.
 *
 * @throws Error where no component above has provided a room.
 * @example
 * ```ts
 * import { usePeople } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Names = defineComponent(() => {
 *   const names = usePeople((people) => people.map(({ name }) => name))
 *   return () => h('p', names.value.join(', '))
 * })
 * ```
 */
export function usePeople(): Readonly<ShallowRef<readonly Person[]>>
export function usePeople<Selected>(
  select: (people: readonly Person[]) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Readonly<ShallowRef<Selected>>
export function usePeople(
  select?: (people: readonly Person[]) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): Readonly<ShallowRef<unknown>> {
  return refOf(useRoom().people, select, isEqual)
}

/**
 * Own presence as a ref, and the function that changes it.
 *
 * @throws Error where no component above has provided a room.
 * @example
 * ```ts
 * import { useSelf } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Hand = defineComponent(() => {
 *   const { self, setSelf } = useSelf()
 *   return () => h('button', { onClick: () => setSelf({ hand: !self.value.hand }) }, self.value.hand ? 'Lower' : 'Raise')
 * })
 * ```
 */
export const useSelf = (): {
  readonly self: Readonly<ShallowRef<Presence>>
  /** Changes fields of it: `self.set` of the room. */
  readonly setSelf: (change: PresenceChange) => void
} => {
  const { self } = useRoom()
  return { self: useReadable(self), setSelf: self.set }
}

/**
 * Calls `listener` with each signal of a kind, or of all (`'*'`), until the component is unmounted.
 *
 * @throws Error where no component above has provided a room.
 * @example
 * ```ts
 * import { useSignal } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Bell = defineComponent(() => {
 *   useSignal('bell', ({ from }) => console.log('rung by', from.name))
 *   return () => h('p', 'Listening')
 * })
 * ```
 */
export const useSignal = <Kind extends KindOf<RegisteredSignals> | '*'>(
  kind: Kind,
  listener: (signal: HeardOf<Kind, RegisteredSignals, RegisteredPresence>) => void,
): void => onScopeDispose(useRoom().signals.on(kind, listener))

/**
 * Calls `listener` once for each thing that happens to somebody, until the component is unmounted: they join, leave, are lost or
 * are back.
 *
 * @throws Error where no component above has provided a room.
 * @example
 * ```ts
 * import { usePeopleEvents } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Log = defineComponent(() => {
 *   usePeopleEvents(({ type, person }) => console.log(person.name, type))
 *   return () => h('p', 'Listening')
 * })
 * ```
 */
export const usePeopleEvents = (listener: (event: PersonEvent) => void): void =>
  onScopeDispose(useRoom().people.listen(listener))

/**
 * Draws people between what is heard of them, as `smooth` does, and without rendering. `draw` is called with everyone who moved in a
 * frame, by their `key`, and with everyone when this component has been mounted or updated, so that what has just been shown
 * stands in its place. People who asked for less motion see everyone where they are.
 *
 * @throws Error where no component above has provided a room.
 * @example
 * ```ts
 * import { usePeople, useSmooth } from 'homeroom/vue'
 * import { defineComponent, h } from 'vue'
 *
 * export const Stage = defineComponent(() => {
 *   const keys = usePeople((people) => people.map(({ key }) => key))
 *   useSmooth((points) => {
 *     for (const [key, { x, y }] of points) {
 *       const node = document.getElementById(key)
 *       if (node !== null) node.style.translate = `${x * 100}vw ${y * 100}vh`
 *     }
 *   })
 *   return () => keys.value.map((key) => h('i', { key, id: key }, '●'))
 * })
 * ```
 */
export const useSmooth = (draw: (points: ReadonlyMap<string, Point>) => void): void => {
  const { start, all } = placed(useRoom().people, draw)
  let stop: (() => void) | undefined
  // A server mounts nothing.
  onMounted(() => {
    all()
    stop = start()
  })
  onUpdated(all)
  onScopeDispose(() => stop?.())
}
