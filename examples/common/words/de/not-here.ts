import type { NotHereWords } from '../en/not-here.ts'
import { formats } from '../formats.ts'

const { time } = formats('de')

export const notHere: NotHereWords = {
  title: 'Nicht da',
  people: 'Personen, die schon da waren und jetzt nicht da sind',
  nobody: 'Von denen, die schon da waren, fehlt niemand.',
  says: 'Aus der letzten Stunde und von heute, wie der Server es vermerkt hat.',
  lastOn: (day) => `zuletzt am ${day}`,
  left: (atMs) => `bis ${time(atMs)}`,
}
