// Puts what happens in the room into words, and into the news.

import type { ReadonlyStore, Room } from 'homeroom/client'
import type { RoomLesson } from 'homeroom/lesson'
import { inTab } from '../page/storage.ts'
import type { PenState } from '../pen/pen.ts'
import type { Cast } from '../people/cast.ts'
import { holderName, markedName } from '../people/marked-name.ts'
import { type Words, words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import type { News } from './news.ts'
import { sumReactions } from './reaction-sum.ts'

export interface ReportOptions {
  /** The room's name. */
  readonly name: string
  readonly room: Pick<Room, 'people' | 'status' | 'welcome' | 'notice' | 'reactions'>
  readonly cast: ReadonlyStore<Cast>
  readonly pen: ReadonlyStore<PenState>
  readonly news: News
  readonly lesson: Pick<RoomLesson, 'state'>
}

/** Reports until the returned function is called. */
export const reportNews = (options: ReportOptions): (() => void) => {
  const { room, news } = options
  const undo = [
    reportRules(options),
    reportReactions(room, news),
    reportNamesakes(options),
    ...reportOthers(options),
  ]
  return () => {
    for (const work of undo) work()
  }
}

/** So long somebody may be away, for a reload or on the way to another page, before it is said that they have left: as long as their keys are kept ([CM3]). */
const AWAY_MS = 10_000

const keyOf = (room: string) => `people:${room}`

/** The keys of those who were in the room when the page before this one ended, in this tab. */
const peopleOfBefore = (room: string): Set<string> => {
  const keys = inTab.read(keyOf(room))
  inTab.write(keyOf(room), null)
  return new Set(keys === null ? [] : JSON.parse(keys))
}

const notePeople = (name: string, { people }: Pick<Room, 'people'>): (() => void) => {
  const note = () => inTab.write(keyOf(name), JSON.stringify(people.get().map(({ key }) => key)))
  addEventListener('pagehide', note)
  return () => removeEventListener('pagehide', note)
}

/** Others who come and go. */
const reportPassing = ({
  name,
  room,
  news,
}: Omit<ReportOptions, 'cast' | 'pen' | 'lesson'>): (() => void) => {
  const others = peopleOfBefore(name)
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()
  const undo = room.people.listen(({ type, person: { key, name, rights } }) => {
    if (type !== 'joined' && type !== 'left') return
    const isBack = leaving.has(key)
    clearTimeout(leaving.get(key))
    leaving.delete(key)
    // Somebody who was with this person on the page before has not come, but is there a moment later.
    const isKnown = others.delete(key)
    if (type === 'joined' && !isBack && !isKnown) news.came(markedName(name, rights))
    if (type === 'left')
      leaving.set(
        key,
        setTimeout(() => news.went(markedName(name, rights)), AWAY_MS),
      )
  })
  return () => {
    undo()
    for (const timer of leaving.values()) clearTimeout(timer)
  }
}

/** What the others do: come, go, raise a hand. */
const reportOthers = ({ name, room, cast, news }: ReportOptions): (() => void)[] => {
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
    notePeople(name, room),
    reportPassing({ name, room, news }),
    room.status.subscribe(({ state }) => {
      if (state === 'connected') isCaughtUp = true
    }),
    cast.subscribe(onCast),
  ]
}

/** Tells hosts, once of each person, who has taken the name of one. */
const reportNamesakes = ({ room, cast, news }: ReportOptions): (() => void) => {
  const told = new Set<string>()
  return cast.subscribe(({ members }) => {
    if (room.welcome.get()?.identity.rights !== 'host') return
    for (const { key, name, isNamesake } of members) {
      if (!isNamesake || told.has(key)) continue
      told.add(key)
      news.toast('room', words().news.namesake(name))
    }
  })
}

/** Spoken: one line for all who reacted in some seconds. The page shows each of them. */
const reportReactions = (room: Pick<Room, 'reactions' | 'people'>, news: News): (() => void) =>
  sumReactions(
    room.reactions,
    ({ count, first, emojis }) => {
      const signs = emojis.join(' ')
      const said = words().news
      news.say(
        'reaction',
        count === 1 && first !== null
          ? said.reacts(holderName(room, first), signs)
          : said.reacted(count, signs),
      )
    },
    () => performance.now(),
  )

type Rules = NonNullable<ReturnType<Room['welcome']['get']>>['rules']

const isSameForWriters = (before: Rules, rules: Rules) => before.attendeesWrite === rules.attendeesWrite

/** What hosts have changed of the rules, in words. */
const changes = (before: Rules, rules: Rules, said: Words['news']): string[] => [
  ...(before.reactionsMuted === rules.reactionsMuted
    ? []
    : [rules.reactionsMuted ? said.muted : said.unmuted]),
  ...(before.locked === rules.locked ? [] : [rules.locked ? said.locked : said.unlocked]),
  ...(isSameForWriters(before, rules) ? [] : [rules.attendeesWrite ? said.everyoneWrites : said.hostsWrite]),
]

/**
 * The end of a lesson takes back what was set up for it: that it is over says enough. What somebody orders behind it is said, and so
 * is what takes that back.
 */
const isEndSaid = ({ toasts }: News, text: string): boolean => {
  const { kit, news } = words()
  const texts = toasts.get().map((toast) => toast.text)
  const end = texts.lastIndexOf(kit.ended)
  if (end < 0) return false
  const behind = texts.slice(end)
  if (text === news.hostsWrite) return !behind.includes(news.everyoneWrites)
  if (text === news.unlocked) return !behind.includes(news.locked)
  return text === news.unmuted && !behind.includes(news.muted)
}

/** The right to write came with the pen, which is here, or went with it, which has just been said. */
const isPenSaid = ({ pen, news }: Pick<ReportOptions, 'pen' | 'news'>): boolean =>
  pen.get().isOwn || news.toasts.get().some(({ text }) => text === words().pen.over)

/** What hosts have changed, and why the relay refused something. */
const reportRules = ({ room, pen, news, lesson }: ReportOptions): (() => void) => {
  let before = room.welcome.get()
  const undo = [
    room.welcome.subscribe((next) => {
      // After a cut the right to write comes back a moment later, with the pen.
      if (next?.identity.rights === 'attendee' && pen.get().isKept) return
      // They leave in a moment: to hear that the room is open would bring them back.
      if (lesson.state.get().ended?.leave === true && next?.identity.rights !== 'host') return
      if (before !== null && next !== null) {
        const isSaid =
          before.identity.rights === next.identity.rights ||
          !isSameForWriters(before.rules, next.rules) ||
          isPenSaid({ pen, news })
        if (!isSaid) news.toast('room', words().news.roles[next.identity.rights])
        for (const text of changes(before.rules, next.rules, words().news))
          if (!isEndSaid(news, text)) news.toast('room', text)
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
