import { formats, named } from '../formats.ts'

const { plural, time } = formats('en')

const tooMany = (count: number) =>
  plural(count, { one: '# character too many', other: '# characters too many' })

export const chat = {
  title: 'Chat',
  messages: 'Messages',
  empty: 'Nothing has been said yet.',
  loading: 'The messages are being loaded.',
  off: 'This server keeps no chat.',
  older: 'Earlier messages',
  unread: (count: number) => plural(count, { one: '# new message', other: '# new messages' }),
  time,
  somebody: 'Somebody',
  toHosts: 'only for hosts',
  sending: 'sending…',
  retry: 'Send again',
  discard: 'Discard',
  opensInNewTab: '(opens in a new tab)',
  to: 'To',
  everyone: 'Everyone',
  hosts: 'Hosts only',
  toEveryone: 'Message to everyone',
  toHostsOnly: 'Message to the hosts only',
  send: 'Send',
  nearlyFull: 'nearly full',
  tooMany,
  tooLong: (count: number) => `The message is too long: ${tooMany(count)}.`,
  paused: 'A host has paused the chat.',
  muted: 'A host has muted you in the chat: you can read, but not write.',
  pause: 'Pause chat',
  pausedForAll: 'Paused: only hosts can write.',
  manage: (name: string) => `Manage the message of ${named(name)}`,
  messageOf: (name: string) => `Message of ${named(name)}`,
  remove: 'Delete for everyone',
  mute: 'Mute in chat',
  unmute: 'Unmute in chat',
  muteHint: 'Somebody who is muted reads the chat, and cannot write in it.',
  gone: (name: string) => `${named(name)} is not in the room now.`,
  nowPaused: 'The chat is paused: only hosts can write.',
  nowOpen: 'The chat is open again.',
  nowMuted: 'You are muted in the chat.',
  nowUnmuted: 'You can write in the chat again.',
  said: (name: string, text: string) => `${named(name)}: ${text}`,
  saidToHosts: (name: string, text: string) => `${named(name)}, only for hosts: ${text}`,
}
