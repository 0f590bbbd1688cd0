// Puts what happens in the room into words, and into the news.

import type { ReadonlyStore, Room } from 'homeroom/client'
import type { PenState } from '../pen/pen.ts'
import type { Cast } from '../people/cast.ts'
import { holderName, markedName } from '../people/marked-name.ts'
import { type Words, words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import type { News } from './news.ts'

export interface ReportOptions {
  readonly room: Pick<Room, 'people' | 'status' | 'welcome' | 'notice' | 'reactions'>
  readonly cast: ReadonlyStore<Cast>
  readonly pen: ReadonlyStore<PenState>
  readonly news: News
}

/** Reports until the returned function is called. */
export const reportNews = (options: ReportOptions): (() => void) => {
  const { room, news } = options
  const undo = [reportRules(options), reportReactions(room, news), ...reportOthers(options)]
  return () => {
    for (const work of undo) work()
  }
}

/** What the others do: come, go, raise a hand. */
const reportOthers = ({ room, cast, news }: ReportOptions): (() => void)[] => {
  let hands = new Set(cast.get().hands.map(({ key }) => key))
  // Hands that the first sync brings were up before this person was here.
  let isCaughtUp = room.status.get().state === 'connected'

  const onCast = ({ hands: next }: Cast) => {
    if (isCaughtUp)
      for (const { key, name, isSelf, role } of next)
        if (!isSelf && !hands.has(key)) news.say('hand', words().news.raised(markedName(name, role)))
    hands = new Set(next.map(({ key }) => key))
  }

  return [
    room.people.listen(({ type, person }) => {
      if (type === 'joined') news.came(markedName(person.name, person.rights))
      else if (type === 'left') news.went(markedName(person.name, person.rights))
    }),
    room.status.subscribe(({ state }) => {
      if (state === 'connected') isCaughtUp = true
    }),
    cast.subscribe(onCast),
  ]
}

/** Spoken: the first person with an emoji, and how many there were in the end. The page shows what happens in between. */
const reportReactions = (room: Pick<Room, 'reactions' | 'people'>, news: News): (() => void) => {
  const mostByEmoji = new Map<string, number>()
  return room.reactions.subscribe((shown) => {
    const emojis = new Set(shown.map(({ emoji }) => emoji))
    for (const { emoji, count, keys, names } of shown) {
      const most = mostByEmoji.get(emoji)
      const [name] = names
      // The name is that of the key where each of them has one.
      const person = keys.length === names.length ? (keys[0] ?? null) : null
      if (most === undefined && name !== undefined)
        news.say('room', words().news.reacts(holderName(room, { person, name }), emoji))
      mostByEmoji.set(emoji, Math.max(most ?? 0, count))
    }
    for (const [emoji, most] of mostByEmoji) {
      if (emojis.has(emoji)) continue
      mostByEmoji.delete(emoji)
      if (most > 1) news.say('room', words().news.reacted(most, emoji))
    }
  })
}

type Rules = NonNullable<ReturnType<Room['welcome']['get']>>['rules']

/** What hosts have changed of the rules, in words. */
const changes = (before: Rules, rules: Rules, said: Words['news']): string[] => [
  ...(before.reactionsMuted === rules.reactionsMuted
    ? []
    : [rules.reactionsMuted ? said.muted : said.unmuted]),
  ...(before.locked === rules.locked ? [] : [rules.locked ? said.locked : said.unlocked]),
]

/** The right to write came or went with the pen, which has just said so. */
const isPenSaid = ({ toasts }: News): boolean => {
  const { yours, over } = words().pen
  return toasts.get().some(({ text }) => text === yours || text === over)
}

/** What hosts have changed, and why the relay refused something. */
const reportRules = ({ room, pen, news }: ReportOptions): (() => void) => {
  let before = room.welcome.get()
  const undo = [
    room.welcome.subscribe((next) => {
      // After a cut the right to write comes back a moment later, with the pen.
      if (next?.identity.rights === 'attendee' && pen.get().isKept) return
      if (before !== null && next !== null) {
        const isSaid = before.identity.rights === next.identity.rights || isPenSaid(news)
        if (!isSaid) news.toast('room', words().news.roles[next.identity.rights])
        for (const text of changes(before.rules, next.rules, words().news)) news.toast('room', text)
      }
      before = next
    }),
    room.notice.subscribe((notice) => {
      // A relay that keeps no chat says so each time it is asked; the chat shows it.
      if (notice === null || notice.code === 'chat-off') return
      const why = refusalInWords({ code: notice.code, message: notice.text })
      // Repeated clicks are refused each time, and reported once.
      if (!news.toasts.get().some(({ text }) => text === why)) news.toast('own', why)
    }),
  ]
  return () => {
    for (const unsubscribe of undo) unsubscribe()
  }
}
