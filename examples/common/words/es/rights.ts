import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Estás mirando: este enlace muestra la sala, pero no deja participar.',
  listening: {
    class:
      'Participas: puedes pasear, sentarte, reaccionar, levantar la mano y chatear; para escribir en la pizarra verde necesitas la tiza.',
    board: 'Participas: puedes mirar, reaccionar y levantar la mano; para dibujar necesitas la tiza.',
    doc: 'Participas: puedes leer, reaccionar y levantar la mano; para escribir necesitas la tiza.',
  },
  loading: 'La sala todavía se está cargando.',
  replaced: 'La sala se ha sustituido: di primero qué pasa con tu copia.',
}
