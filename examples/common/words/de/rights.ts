import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Du schaust zu: Mit diesem Link sieht man den Raum, macht aber nicht mit.',
  listening:
    'Du hörst zu: Du kannst herumgehen, dich setzen, reagieren, dich melden und chatten, aber nicht an die Tafel schreiben.',
  loading: 'Der Raum wird noch geladen.',
  replaced: 'Der Raum wurde ersetzt: Sag zuerst, was aus deiner Kopie wird.',
}
