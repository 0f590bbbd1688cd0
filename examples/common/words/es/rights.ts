import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Estás mirando: este enlace muestra la sala, pero no deja participar.',
  listening:
    'Participas: puedes pasear, sentarte, reaccionar, levantar la mano y chatear; para escribir en la pizarra necesitas la tiza.',
  loading: 'La sala todavía se está cargando.',
  replaced: 'La sala se ha sustituido: di primero qué pasa con tu copia.',
}
