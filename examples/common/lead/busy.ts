// Whether a person would lose something, or is in the middle of something, if the page went away now.
import type { RoomState } from '../room/room-state.ts'

/** Fingers, pens and buttons of a mouse that are down: a stroke, a drag. */
const pressed = new Set<number>()

const press = ({ pointerId }: PointerEvent) => void pressed.add(pointerId)
const release = ({ pointerId }: PointerEvent) => void pressed.delete(pointerId)
/** One that was let go where this page does not hear of it. */
const move = (event: PointerEvent) => event.buttons === 0 && release(event)

// For as long as there is the page: a stroke goes on while a host who is on the way to another page does not lead for a moment.
for (const [type, listener] of [
  ['pointerdown', press],
  ['pointerup', release],
  ['pointercancel', release],
  ['pointermove', move],
] as const)
  addEventListener(type, listener, true)

/** A field whose letters stand in no document: they would be gone. */
const FIELD = 'textarea:not([data-kept]), input'

/** Letters in a field that is written in, or in one of several lines, which is left with letters only for a while. */
const isWriting = (): boolean =>
  [...document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(FIELD)].some(
    (field) =>
      (field === document.activeElement || field instanceof HTMLTextAreaElement) &&
      // None where nothing can be selected: a box, a number.
      field.selectionStart !== null &&
      !field.readOnly &&
      field.value.trim() !== '',
  )

/** A dialog is in front of the words that say where the page goes. */
const isAsked = (): boolean => document.querySelector('dialog[open]') !== null

/** Edits or messages that the relay does not have. */
const isUnsent = ({ room, chat }: Pick<RoomState, 'room' | 'chat'>): boolean => {
  const { state, pending } = room.saved.get()
  return (
    room.status.get().state !== 'connected' ||
    (state === 'local' && pending > 0) ||
    chat.state.get().messages.some(({ fate }) => fate === 'sending')
  )
}

/** Without a network the next page would be one of the browser, which says that there is none. */
export const isBusy = (state: Pick<RoomState, 'room' | 'chat'>): boolean =>
  !navigator.onLine || pressed.size > 0 || isWriting() || isAsked() || isUnsent(state)
