import type { Words } from '../en/index.ts'

export const places: Words['places'] = {
  title: 'Öffnen als',
  kinds: { class: 'Klasse', board: 'Whiteboard', doc: 'Dokument' },
  openAs: { class: 'Als Klasse öffnen', board: 'Als Whiteboard öffnen', doc: 'Als Dokument öffnen' },
  about: {
    class: 'Klasse: die Leute und die Tafel',
    board: 'Whiteboard: ein großes für alle',
    doc: 'Textdokument für alle',
  },
  at: { class: 'in der Klasse', board: 'am Whiteboard', doc: 'im Dokument' },
  goTo: { class: 'Zur Klasse', board: 'Zum Whiteboard', doc: 'Zum Dokument' },
}
