import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { moment, number, plural } = formats('es')

export const invite: Words['invite'] = {
  title: 'Invitar a otras personas',
  hint: 'Todas las personas que abran este enlace te encuentran aquí.',
  waitsHint: 'Todas las personas que abran este enlace esperan hasta que las dejes entrar.',
  link: 'Enlace a esta sala',
  noLink: 'No hay ningún enlace para todo el mundo. Crea uno abajo.',
  copy: 'Copiar',
  copied: 'Copiado.',
  copyByHand: 'Pulsa Ctrl+C para copiar el enlace seleccionado.',
  thisMachineOnly:
    'Este enlace solo funciona en este equipo. Para otras personas de tu red, inicia el servidor con «homeroom class», sin «--host», o con «--lan».',
  thisNetworkOnly:
    'Todo el mundo tiene que estar en la red de este equipo. Por http la página no se puede instalar ni abrir sin red.',
  poster: 'Cómo entrar',
  go: (place, code) => ['Ve a ', place, ' y escribe ', code],
  qrCode: 'Código QR del enlace a esta sala',
  fullScreen: 'Pantalla completa',
  endFullScreen: 'Salir de pantalla completa',
  print: 'Imprimir',
  links: (count) => `Enlaces (${number(count)})`,
  roles: { member: 'participa y escribe', attendee: 'participa', viewer: 'mira', host: 'dirige' },
  mayDo: {
    attendee: 'participar',
    member: 'participar y escribir',
    viewer: 'mirar',
    host: 'dirigir la clase',
  },
  means: {
    attendee: 'Chatean, reaccionan y levantan la mano, y escriben en la pizarra verde con la tiza.',
    member: 'También escriben en la pizarra verde y en las notas.',
    viewer: 'Solo observan.',
    host: 'Hacen todo lo que haces tú.',
  },
  asRole: (role) => `como ${role}`,
  endsAt: (atMs) => `hasta el ${moment(atMs)}`,
  endless: 'hasta que se anule',
  left: (count) =>
    plural(count, { one: '# persona puede venir todavía', other: '# personas pueden venir todavía' }),
  waits: 'sala de espera',
  comma: ', ',
  hostLink: 'Enlace para anfitriones',
  show: 'Ver',
  showLink: (code) => `Ver ${code}`,
  revoke: 'Anular',
  revokeLink: (code) => `Anular ${code}`,
  revokeSure: '¿Anularlo?',
  make: 'Crear un enlace',
  role: 'Las personas pueden',
  end: 'Termina',
  ends: { never: 'cuando yo lo anule', hour: 'en una hora', day: 'en un día', week: 'en una semana' },
  uses: 'Para cuántas personas',
  anyNumber: 'sin límite',
  waitsOption: 'Esperan hasta que las deje entrar',
}
