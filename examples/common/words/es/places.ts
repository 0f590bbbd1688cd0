import type { Words } from '../en/index.ts'

export const places: Words['places'] = {
  title: 'Abrir como',
  kinds: { class: 'Clase', board: 'Pizarra', doc: 'Documento' },
  openAs: { class: 'Abrir como clase', board: 'Abrir como pizarra', doc: 'Abrir como documento' },
  at: { class: 'en la clase', board: 'en la pizarra', doc: 'en el documento' },
  goTo: { class: 'Ir a la clase', board: 'Ir a la pizarra', doc: 'Ir al documento' },
}
