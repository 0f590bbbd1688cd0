import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Du schaust zu: Mit diesem Link sieht man den Raum, macht aber nicht mit.',
  listening: {
    class:
      'Du machst mit: Du kannst herumgehen, dich setzen, reagieren, dich melden und chatten; für die Tafel brauchst du die Kreide.',
    board:
      'Du machst mit: Du kannst zusehen, reagieren und dich melden; zum Zeichnen brauchst du die Kreide.',
    doc: 'Du machst mit: Du kannst lesen, reagieren und dich melden; zum Schreiben brauchst du die Kreide.',
  },
  loading: 'Der Raum wird noch geladen.',
  replaced: 'Der Raum wurde ersetzt: Sag zuerst, was aus deiner Kopie wird.',
}
