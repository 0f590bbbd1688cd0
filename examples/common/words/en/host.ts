import { formats, named } from '../formats.ts'

const { plural } = formats('en')

export const host = {
  watching: 'Watching only',
  watchers: 'People who only watch',
  nobodyWatches: 'Everyone here takes part.',
  letTakePart: 'Let take part',
  letOneTakePart: (name: string) => `Let ${named(name)} take part`,
  tools: 'For hosts',
  lead: 'Follow me',
  everyoneDraws: 'Everyone draws',
  everyoneWrites: 'Everyone writes',
  mute: 'Mute reactions',
  lock: 'Lock the room',
  unlockRoom: 'Unlock the room',
  unlockTitle: (count: number) => plural(count, { one: 'Let # person in?', other: 'Let # people in?' }),
  unlockSays: 'They wait in front of the room. Once it is unlocked, all of them come in.',
  keepLocked: 'Keep it locked',
  unlock: 'Unlock and let in',
  roleTitle: 'Role in this room',
  roles: { member: 'takes part and writes', attendee: 'takes part', viewer: 'watches' },
  does: {
    member: 'Everything that a person who takes part does, and writes on the chalkboard and in the notes',
    attendee: 'Walks, sits, reacts, raises a hand and chats; writes on the chalkboard with the pen',
    viewer: 'Only looks on, and leaves the list of people',
  },
  give: 'Give role',
  removeAsk: 'Remove…',
  removeTitle: (name: string) => `Remove ${named(name)}?`,
  removeVerified:
    'They leave the room at once, and cannot come in again by their link until you let them in.',
  removeGuest:
    'They leave the room at once, and do not come in again by this browser until you let them in. By the same code another browser can, unless newcomers wait until you let them in.',
  removeAnonymous: 'They leave the room at once. Without a lock anybody may come in here, so may they.',
  keep: 'No, keep',
  remove: 'Remove',
  removeAndHold: 'Remove, and newcomers wait',
}
