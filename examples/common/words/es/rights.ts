import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Estás mirando: este enlace muestra la sala, pero no deja participar.',
  listening:
    'Estás de oyente: puedes pasear, sentarte, reaccionar, levantar la mano y chatear, pero no escribir en la pizarra.',
  loading: 'La sala todavía se está cargando.',
  replaced: 'La sala se ha sustituido: di primero qué pasa con tu copia.',
}
