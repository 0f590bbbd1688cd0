import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('de')

export const room: Words['room'] = {
  tabs: 'Teile des Raums',
  room: 'Raum',
  people: 'Personen',
  chat: 'Chat',
  notes: 'Notizen',
  handsUp: (count) => plural(count, { one: '# Meldung', other: '# Meldungen' }),
}
