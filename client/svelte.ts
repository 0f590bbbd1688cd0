/**
 * Svelte bindings, for Svelte 4 and 5: `homeroom/svelte`.
 *
 * @module
 */
import { getContext, onDestroy, onMount, setContext } from 'svelte'
import type { Readable } from 'svelte/store'
import { emptyRoom } from './empty-room.ts'
import type { PersonEvent } from './presence/people.ts'
import { type Point, smooth } from './presence/smooth.ts'
import type { KindOf, RegisteredPresence, RegisteredSignals } from './register.ts'
import { rejoiningRoom } from './rejoining-room.ts'
import type { Room, RoomOptions } from './room-api.ts'
import { selection } from './selection.ts'
import type { HeardOf } from './signals/signals.ts'
import type { ReadonlyStore } from './store.ts'

const KEY = Symbol('homeroom')

/**
 * Joins a room for this component and those below, and leaves it when the component is destroyed; or takes a room that has been
 * joined outside, which it does not leave. Call it while the component is made. On a server nothing is joined: there the room has
 * own presence and nobody else in it.
 *
 * When the copy was dropped it joins again by itself, in the room as it is now and with a new document; not where the app has brought
 * `doc` or `awareness`. What the room is listened to by goes on; `toReadable(room.status, () => room.doc)` is the document as it is now.
 *
 * @param url - the relay, as `wss://rooms.example`.
 * @param id - the room's id, as `school/7b`.
 * @throws Error outside of a component, where nothing is joined.
 * @throws TypeError where `joinRoom` throws it: a URL, a room or an option is not valid.
 * @example
 * ```ts
 * import { setRoom, toReadable } from 'homeroom/svelte'
 *
 * // In <script>; the markup has {#each $people as person (person.key)}.
 * export const peopleOf = () => {
 *   const room = setRoom('wss://rooms.example', 'school/7b', { presence: { name: 'Ada' } })
 *   return toReadable(room.people)
 * }
 * ```
 */
export function setRoom(url: string, id: string, options?: RoomOptions): Room
export function setRoom(room: Room): Room
export function setRoom(urlOrRoom: string | Room, id = '', options: RoomOptions = {}): Room {
  return setContext(KEY, typeof urlOrRoom === 'string' ? join(urlOrRoom, id, options) : urlOrRoom)
}

const join = (url: string, id: string, options: RoomOptions): Room => {
  if (typeof window === 'undefined') return emptyRoom(options)
  let room: Room | undefined
  // Before it joins: outside of a component this throws, and nothing would leave the room.
  onDestroy(() => room?.leave())
  room = rejoiningRoom(url, id, options)
  return room
}

/**
 * The room that a component above has set.
 *
 * @throws Error where none has.
 * @example
 * ```ts
 * import { getRoom } from 'homeroom/svelte'
 *
 * // In <script> of a component below.
 * export const raise = () => getRoom().self.set({ hand: true })
 * ```
 */
export const getRoom = (): Room => {
  const room = getContext<Room | undefined>(KEY)
  if (room === undefined) throw new Error('No component above this one has called setRoom.')
  return room
}

/**
 * Any store of a room as a store of Svelte's, or what `select` makes of it: `subscribe` calls at once, too, so that `$people` has a
 * value from the beginning; in runes, `fromStore` takes it. What is selected changes only where it is another one, by its
 * arrays, objects and values, unless `isEqual` says otherwise: a list of names does not render while people move.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { toReadable } from 'homeroom/svelte'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'lesson', { presence: { name: 'Ada' } })
 * const names = toReadable(room.people, (people) => people.map(({ name }) => name))
 * names.subscribe((list) => console.log(list.join(', ')))()
 * room.leave()
 * ```
 */
export function toReadable<Value>(readable: ReadonlyStore<Value>): Readable<Value>
export function toReadable<Value, Selected>(
  readable: ReadonlyStore<Value>,
  select: (value: Value) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Readable<Selected>
export function toReadable<Value>(
  readable: ReadonlyStore<Value>,
  select?: (value: Value) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): Readable<unknown> {
  const { get, subscribe } = select === undefined ? readable : selection(readable, select, isEqual)
  return {
    subscribe(run) {
      run(get())
      return subscribe(run)
    },
  }
}

/**
 * Calls `listener` with each signal of a kind, or of all (`'*'`), until the component is destroyed.
 *
 * @throws Error where no component above has set a room.
 * @example
 * ```ts
 * import { onSignal } from 'homeroom/svelte'
 *
 * // In <script> of a component below.
 * export const listen = () => onSignal('bell', ({ from }) => console.log('rung by', from.name))
 * ```
 */
export const onSignal = <Kind extends KindOf<RegisteredSignals> | '*'>(
  kind: Kind,
  listener: (signal: HeardOf<Kind, RegisteredSignals, RegisteredPresence>) => void,
): void => onDestroy(getRoom().signals.on(kind, listener))

/**
 * Calls `listener` once for each thing that happens to somebody, until the component is destroyed: they join, leave, are lost or
 * are back.
 *
 * @throws Error where no component above has set a room.
 * @example
 * ```ts
 * import { onPeopleEvent } from 'homeroom/svelte'
 *
 * // In <script> of a component below.
 * export const listen = () => onPeopleEvent(({ type, person }) => console.log(person.name, type))
 * ```
 */
export const onPeopleEvent = (listener: (event: PersonEvent) => void): void =>
  onDestroy(getRoom().people.listen(listener))

/**
 * Draws people between what is heard of them, as `smooth` does, from the mount of the component until it is destroyed: `draw` is called
 * with everyone who moved in a frame, by their `key`, and with everyone at first.
 *
 * @throws Error where no component above has set a room.
 * @example
 * ```ts
 * import { onSmooth } from 'homeroom/svelte'
 *
 * // In <script> of a component below.
 * export const draw = () =>
 *   onSmooth((points) => {
 *     for (const [key, { x, y }] of points) {
 *       const node = document.getElementById(key)
 *       if (node !== null) node.style.translate = `${x}px ${y}px`
 *     }
 *   })
 * ```
 */
export const onSmooth = (draw: (points: ReadonlyMap<string, Point>) => void): void => {
  const { people } = getRoom()
  onMount(() => smooth(people, { draw }))
}
