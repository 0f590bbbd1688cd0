import type { Words } from '../en/index.ts'

export const places: Words['places'] = {
  title: 'Abrir como',
  kinds: { class: 'Clase', board: 'Pizarra blanca', doc: 'Documento' },
  openAs: { class: 'Abrir como clase', board: 'Abrir como pizarra blanca', doc: 'Abrir como documento' },
  about: {
    class: 'Clase: las personas y la pizarra verde',
    board: 'Pizarra blanca: una grande para todo el mundo',
    doc: 'Documento de texto para todo el mundo',
  },
  at: { class: 'en la clase', board: 'en la pizarra blanca', doc: 'en el documento' },
  goTo: { class: 'Ir a la clase', board: 'Ir a la pizarra blanca', doc: 'Ir al documento' },
}
