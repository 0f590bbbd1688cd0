import type { Words } from '../en/index.ts'

export const places: Words['places'] = {
  title: 'Ouvrir comme',
  kinds: { class: 'Classe', board: 'Tableau blanc', doc: 'Document' },
  openAs: { class: 'Ouvrir comme classe', board: 'Ouvrir comme tableau blanc', doc: 'Ouvrir comme document' },
  about: {
    class: 'Classe : les personnes et le tableau noir',
    board: 'Tableau blanc : un grand, pour tout le monde',
    doc: 'Document texte pour tout le monde',
  },
  at: { class: 'dans la classe', board: 'au tableau blanc', doc: 'dans le document' },
  goTo: { class: 'Aller à la classe', board: 'Aller au tableau blanc', doc: 'Aller au document' },
}
