import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('de')

export const header: Words['header'] = {
  states: {
    connecting: 'Verbindet …',
    connected: 'Verbunden',
    disconnected: 'Offline',
    closed: 'Geschlossen',
    'room-reset': 'Raum ersetzt',
    left: 'Verlassen',
  },
  people: (count) => plural(count, { one: '# Person', other: '# Personen' }),
  locked: 'abgeschlossen',
  invite: 'Einladen',
  settings: 'Einstellungen',
  leave: 'Verlassen',
}
