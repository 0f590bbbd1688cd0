import { Doc } from 'yjs'
import { type ConnectionState, openConnection } from './connection.ts'
import { part, say } from './dom.ts'
import { createPeopleList } from './people.ts'
import { type OwnState, type Person, type Place, readPerson, startOf } from './person.ts'
import { openReactions } from './reactions.ts'
import { openStage } from './stage.ts'
import { bindText } from './text-binding.ts'
import { throttle } from './throttle.ts'

/** Everyone's moves add up at every receiver, so each window sends at most 20 a second. */
const MOVE_EVERY_MS = 50

const STATUS: Readonly<Record<ConnectionState['kind'], string>> = {
  connecting: 'Connecting…',
  connected: 'Connected',
  offline: 'Offline',
  closed: 'Closed',
}

const sameBesidesPlace = (a: Person | undefined, b: Person): boolean =>
  a !== undefined && a.name === b.name && a.emoji === b.emoji && a.hand === b.hand

/** Joins a room and shows it in `root`. Returns the way out. */
export const openRoom = (
  root: HTMLElement,
  { room, name, token }: { room: string; name: string; token: string | null },
  onLeave: () => void,
): void => {
  const title = part(root, '.title', HTMLElement)
  const status = part(root, '.status', HTMLElement)
  const notice = part(root, '.notice', HTMLElement)
  const leave = part(root, '.leave', HTMLButtonElement)

  const showConnection = (state: ConnectionState): void => {
    status.dataset.state = state.kind
    say(status, STATUS[state.kind])
    say(notice, state.kind === 'offline' || state.kind === 'closed' ? state.why : '')
  }

  const doc = new Doc()
  const provider = openConnection(doc, { room, token }, showConnection)
  const { awareness } = provider
  const ownId = doc.clientID
  const start = startOf(ownId)
  const own: OwnState = { name, ...start, emoji: '', hand: false }

  const moves = throttle<Place>(MOVE_EVERY_MS, (place) => {
    awareness.setLocalState({ ...awareness.getLocalState(), ...place })
  })
  const list = createPeopleList(root)
  const stage = openStage(root, { id: ownId, start }, moves.push)
  const closeReactions = openReactions(root, {
    emoji: (emoji) => awareness.setLocalStateField('emoji', emoji),
    hand: (up) => awareness.setLocalStateField('hand', up),
  })
  const unbindText = bindText(part(root, 'textarea', HTMLTextAreaElement), doc.getText('text'))
  const people = new Map<number, Person>()

  const onPresence = (changed: { added: number[]; updated: number[]; removed: number[] }): void => {
    const states = awareness.getStates()
    let listChanged = false
    for (const id of [...changed.added, ...changed.updated, ...changed.removed]) {
      const state = states.get(id)
      if (state === undefined) {
        stage.remove(id)
        listChanged = people.delete(id) || listChanged
        continue
      }
      const person = readPerson(id, state)
      listChanged ||= !sameBesidesPlace(people.get(id), person)
      people.set(id, person)
      stage.show(person)
    }
    // A move alone doesn't touch the list: it happens many times a second.
    if (listChanged) list.show([...people.values()], ownId)
  }
  awareness.on('change', onPresence)
  awareness.setLocalState({ ...own })

  leave.addEventListener(
    'click',
    () => {
      moves.stop()
      provider.destroy()
      awareness.off('change', onPresence)
      closeReactions()
      unbindText()
      stage.close()
      list.clear()
      doc.destroy()
      root.hidden = true
      onLeave()
    },
    { once: true },
  )

  title.textContent = room
  title.title = room
  document.title = `${room} · homeroom`
  root.hidden = false
  // The screen reader says where one is now; Tab goes on from here.
  title.focus()
}
