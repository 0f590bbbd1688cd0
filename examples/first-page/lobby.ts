import { part } from './dom.ts'
import { readRoomName } from './room-name.ts'

export interface Lobby {
  /** Submits the form as the person would: joins, or shows what is wrong. */
  submit(): void
  show(): void
  hide(): void
}

/** The form at the door. `onJoin` gets a room that is valid and a name that may be empty. */
export const createLobby = (
  root: HTMLElement,
  { room, name }: { room: string; name: string },
  onJoin: (room: string, name: string) => void,
): Lobby => {
  const form = part(root, 'form', HTMLFormElement)
  const roomInput = part(form, '#room-name', HTMLInputElement)
  const nameInput = part(form, '#your-name', HTMLInputElement)
  const error = part(form, '#room-error', HTMLElement)
  roomInput.value = room
  nameInput.value = name

  const complain = (why: string): void => {
    error.textContent = why
    roomInput.setAttribute('aria-invalid', String(why !== ''))
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const typed = readRoomName(roomInput.value)
    complain(typed.ok ? '' : typed.why)
    if (typed.ok) onJoin(typed.room, nameInput.value.trim())
    else roomInput.focus()
  })
  // A complaint goes as soon as it is mended, but a new one waits for the button.
  roomInput.addEventListener('input', () => {
    if (error.textContent !== '' && readRoomName(roomInput.value).ok) complain('')
  })

  return {
    submit: () => form.requestSubmit(),
    show: () => {
      root.hidden = false
      document.title = 'homeroom'
      const first = roomInput.value === '' ? roomInput : nameInput
      first.focus()
    },
    hide: () => {
      root.hidden = true
    },
  }
}
