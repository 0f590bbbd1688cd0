import type { NotHereWords } from '../en/not-here.ts'
import { formats } from '../formats.ts'

const { time } = formats('fr')

export const notHere: NotHereWords = {
  title: 'Absents',
  people: 'Personnes déjà venues, qui ne sont pas là maintenant',
  nobody: 'Parmi les personnes déjà venues, il ne manque personne.',
  says: 'Du dernier cours et d’aujourd’hui, d’après les notes du serveur.',
  lastOn: (day) => `là pour la dernière fois le ${day}`,
  left: (atMs) => `jusqu’à ${time(atMs)}`,
}
