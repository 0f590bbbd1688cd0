import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural, time } = formats('de')

const tooMany = (count: number) => plural(count, { one: '# Zeichen zu viel', other: '# Zeichen zu viel' })

export const chat: Words['chat'] = {
  title: 'Chat',
  messages: 'Nachrichten',
  empty: 'Noch hat niemand etwas geschrieben.',
  loading: 'Die Nachrichten werden geladen.',
  off: 'Auf diesem Server gibt es keinen Chat.',
  older: 'Frühere Nachrichten',
  unread: (count) => plural(count, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
  time,
  somebody: 'Jemand',
  toHosts: 'nur für die Leitung',
  sending: 'wird gesendet …',
  retry: 'Noch einmal senden',
  discard: 'Verwerfen',
  opensInNewTab: '(öffnet einen neuen Tab)',
  to: 'An',
  everyone: 'Alle',
  hosts: 'Nur die Leitung',
  toEveryone: 'Nachricht an alle',
  toHostsOnly: 'Nachricht nur an die Leitung',
  send: 'Senden',
  nearlyFull: 'fast voll',
  tooMany,
  tooLong: (count) => `Die Nachricht ist zu lang: ${tooMany(count)}.`,
  paused: 'Die Leitung hat den Chat angehalten.',
  muted: 'Die Leitung hat dich im Chat stummgeschaltet: Du kannst lesen, aber nicht schreiben.',
  pause: 'Chat anhalten',
  pausedForAll: 'Angehalten: Nur die Leitung kann schreiben.',
  manage: (name) => `Nachricht von ${named(name)} verwalten`,
  messageOf: (name) => `Nachricht von ${named(name)}`,
  remove: 'Für alle löschen',
  mute: 'Im Chat stummschalten',
  unmute: 'Im Chat wieder schreiben lassen',
  muteHint: 'Wenn jemand stummgeschaltet ist, geht im Chat nur noch Lesen.',
  gone: (name) => `${named(name)} ist gerade nicht im Raum.`,
  nowPaused: 'Der Chat ist angehalten: Nur die Leitung kann schreiben.',
  nowOpen: 'Der Chat geht weiter.',
  nowMuted: 'Du bist im Chat stummgeschaltet.',
  nowUnmuted: 'Du kannst wieder im Chat schreiben.',
  said: (name, text) => `${named(name)}: ${text}`,
  saidToHosts: (name, text) => `${named(name)}, nur für die Leitung: ${text}`,
}
