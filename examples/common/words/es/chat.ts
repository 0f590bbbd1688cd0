import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural, time } = formats('es')

const tooMany = (count: number) => plural(count, { one: 'sobra # carácter', other: 'sobran # caracteres' })

export const chat: Words['chat'] = {
  title: 'Chat',
  messages: 'Mensajes',
  empty: 'Todavía nadie ha dicho nada.',
  loading: 'Se están cargando los mensajes.',
  off: 'Este servidor no tiene chat.',
  older: 'Mensajes anteriores',
  unread: (count) => plural(count, { one: '# mensaje nuevo', other: '# mensajes nuevos' }),
  time,
  somebody: 'Alguien',
  toHosts: 'solo para anfitriones',
  sending: 'enviando…',
  retry: 'Enviar otra vez',
  discard: 'Descartar',
  opensInNewTab: '(se abre en otra pestaña)',
  to: 'Para',
  everyone: 'Todo el mundo',
  hosts: 'Solo anfitriones',
  toEveryone: 'Mensaje para todo el mundo',
  toHostsOnly: 'Mensaje solo para los anfitriones',
  send: 'Enviar',
  nearlyFull: 'casi lleno',
  tooMany,
  tooLong: (count) => `El mensaje es demasiado largo: ${tooMany(count)}.`,
  paused: 'Un anfitrión ha puesto el chat en pausa.',
  muted: 'Un anfitrión te ha silenciado en el chat: puedes leer, pero no escribir.',
  pause: 'Poner el chat en pausa',
  pausedForAll: 'En pausa: solo los anfitriones pueden escribir.',
  manage: (name) => `Gestionar el mensaje de ${named(name)}`,
  messageOf: (name) => `Mensaje de ${named(name)}`,
  remove: 'Borrar para todo el mundo',
  mute: 'Silenciar en el chat',
  unmute: 'Dejar de silenciar',
  muteHint: 'Una persona silenciada lee el chat, pero no puede escribir en él.',
  gone: (name) => `${named(name)} no está ahora en la sala.`,
  nowPaused: 'El chat está en pausa: solo los anfitriones pueden escribir.',
  nowOpen: 'El chat está abierto otra vez.',
  nowMuted: 'Te han silenciado en el chat.',
  nowUnmuted: 'Puedes volver a escribir en el chat.',
  said: (name, text) => `${named(name)}: ${text}`,
  saidToHosts: (name, text) => `${named(name)}, solo para anfitriones: ${text}`,
}
