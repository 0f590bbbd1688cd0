import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('de')

export const room: Words['room'] = {
  tabs: 'Teile des Raums',
  room: 'Raum',
  people: 'Personen',
  chat: 'Chat',
  notes: 'Notizen',
  skip: 'Springen',
  skipTo: { room: 'Zum Raum springen', people: 'Zu den Personen springen', chat: 'Zum Chat springen' },
  handsUp: (count) => plural(count, { one: '# Meldung', other: '# Meldungen' }),
}
