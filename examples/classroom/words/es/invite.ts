import type { Words } from '../en/index.ts'

export const invite: Words['invite'] = {
  title: 'Invitar a otras personas',
  hint: 'Todas las personas que abran este enlace te encuentran aquí.',
  link: 'Enlace a esta sala',
  copy: 'Copiar',
  copied: 'Copiado.',
  copyByHand: 'Pulsa Ctrl+C para copiar el enlace seleccionado.',
  thisMachineOnly:
    'Este enlace solo funciona en este equipo. Para otras personas de tu red, inicia el servidor con «homeroom class» o «--lan».',
  thisNetworkOnly:
    'Todo el mundo tiene que estar en la red de este equipo. Por http la página no se puede instalar ni abrir sin red.',
  poster: 'Cómo entrar',
  go: (place, code) => ['Ve a ', place, ' y escribe ', code],
  qrCode: 'Código QR del enlace a esta sala',
  fullScreen: 'Pantalla completa',
  print: 'Imprimir',
}
