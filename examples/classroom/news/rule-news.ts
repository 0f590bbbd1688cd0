import type { Room } from 'homeroom/client'
import type { News } from './news.ts'

type Welcome = NonNullable<ReturnType<Room['welcome']['get']>>

const ROLES: Readonly<Record<Welcome['identity']['role'], string>> = {
  viewer: 'You only watch now.',
  attendee: 'You are an attendee now: you can walk, react and raise your hand, but not write.',
  member: 'You are a member now: you can write, too.',
  host: 'You are a host now.',
}

/** What is different to this person between two welcomes, in words. */
const changes = (before: Welcome, { identity, rules }: Welcome): string[] => [
  ...(before.identity.role === identity.role ? [] : [ROLES[identity.role]]),
  ...(before.rules.reactionsMuted === rules.reactionsMuted
    ? []
    : [rules.reactionsMuted ? 'Reactions are muted.' : 'Reactions are on again.']),
  ...(before.rules.locked === rules.locked
    ? []
    : [rules.locked ? 'The room is locked: nobody new comes in.' : 'The room is open again.']),
]

/** Tells what hosts have changed, and why something was refused. Gives what ends that. */
export const reportRules = (room: Pick<Room, 'welcome' | 'notice'>, news: News): (() => void) => {
  let before = room.welcome.get()
  const undo = [
    room.welcome.subscribe((next) => {
      if (before !== null && next !== null) for (const text of changes(before, next)) news.toast('room', text)
      before = next
    }),
    room.notice.subscribe((notice) => {
      // Who clicks on and on is refused on and on, and told once.
      const isTold = news.toasts.get().some(({ text }) => text === notice?.text)
      if (notice !== null && !isTold) news.toast('own', notice.text)
    }),
  ]
  return () => {
    for (const unsubscribe of undo) unsubscribe()
  }
}
