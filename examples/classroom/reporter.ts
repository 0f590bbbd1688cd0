import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Cast } from './cast.ts'
import type { Message } from './chat.ts'
import type { News } from './news.ts'

export interface ReporterOptions {
  readonly room: Pick<Room, 'people' | 'status'>
  readonly cast: ReadonlyStore<Cast>
  readonly messages: ReadonlyStore<readonly Message[]>
  readonly news: News
  readonly own: () => string
}

/** Tells what others do: who comes, goes, raises a hand or writes. Gives what ends that. */
export const reportNews = ({ room, cast, messages, news, own }: ReporterOptions): (() => void) => {
  let hands = new Set(cast.get().hands.map(({ key }) => key))
  let latest = messages.get().at(-1)?.id
  // What comes with the first sync was said before this person was here.
  let isCaughtUp = room.status.get().state === 'connected'

  const onCast = ({ hands: next }: Cast) => {
    if (isCaughtUp)
      for (const { key, name, isSelf } of next)
        if (!isSelf && !hands.has(key)) news.say('hand', `${name} raised a hand`)
    hands = new Set(next.map(({ key }) => key))
  }

  const onMessages = (next: readonly Message[]) => {
    const seen = next.findIndex(({ id }) => id === latest)
    latest = next.at(-1)?.id
    if (!isCaughtUp) return
    for (const { who, name, text } of next.slice(seen + 1))
      if (who !== own()) news.say('chat', `${name}: ${text}`)
  }

  const undo = [
    room.people.listen(({ type, person }) => {
      if (type === 'joined') news.came(person.name ?? 'Somebody')
      else if (type === 'left') news.went(person.name ?? 'Somebody')
    }),
    room.status.subscribe(({ state }) => {
      if (state === 'connected') isCaughtUp = true
    }),
    cast.subscribe(onCast),
    messages.subscribe(onMessages),
  ]
  return () => {
    for (const work of undo) work()
  }
}
