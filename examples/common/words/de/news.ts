import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { list, number } = formats('de')

const several = (names: readonly string[]): string =>
  names.length < 3
    ? list(names.map(named))
    : `${named(names[0] ?? '')} und ${number(names.length - 1)} andere`

const isOne = (names: readonly string[]): boolean => names.length === 1

export const news: Words['news'] = {
  title: 'Was im Raum geschieht',
  somebody: 'Jemand',
  joined: (names) => `${several(names)} ${isOne(names) ? 'ist' : 'sind'} hereingekommen`,
  left: (names) => `${several(names)} ${isOne(names) ? 'ist' : 'sind'} gegangen`,
  raised: (name) => `${named(name)} meldet sich`,
  namesake: (name) => `${named(name)} heißt wie die Leitung und ist es nicht.`,
  reacts: (name, emoji) => `${named(name)} reagiert mit ${emoji}`,
  reacted: (count, emoji) =>
    count === 1
      ? `Eine Person hat mit ${emoji} reagiert`
      : `${number(count)} Personen haben mit ${emoji} reagiert`,
  roles: {
    viewer: 'Du schaust jetzt nur zu.',
    attendee:
      'Du machst jetzt mit: Du kannst reagieren und dich melden; zum Schreiben brauchst du die Kreide.',
    member: 'Du machst jetzt mit und schreibst.',
    host: 'Du leitest jetzt den Raum.',
  },
  muted: 'Reaktionen sind ausgeschaltet.',
  unmuted: 'Reaktionen sind wieder an.',
  locked: 'Der Raum ist abgeschlossen: Niemand Neues kommt herein.',
  unlocked: 'Der Raum ist wieder offen.',
  everyoneWrites: 'Alle, die mitmachen, dürfen jetzt zeichnen und schreiben.',
  hostsWrite:
    'Jetzt zeichnet und schreibt nur die Leitung und die Person mit der Kreide. Was entstanden ist, bleibt.',
}
