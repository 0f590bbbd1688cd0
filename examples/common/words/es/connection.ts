import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { megabytes } = formats('es')

export const connection: Words['connection'] = {
  title: 'Estado de la conexión',
  lost: 'No hay conexión. Lo que hagas se guarda aquí y se envía en cuanto vuelva.',
  lostWatching: 'No hay conexión. Puede que lo que ves no esté al día; lo nuevo llega en cuanto vuelva.',
  retried: 'La página lo sigue intentando.',
  again: 'Volver a intentar',
  saved: {
    saved: { word: 'Guardado', why: 'Todo lo que has hecho está guardado en el servidor.' },
    sent: {
      word: 'Enviado',
      why: 'El servidor tiene todo lo que has hecho, pero no guarda nada en el disco.',
    },
    saving: { word: 'Guardando…', why: 'Lo que has hecho va de camino al servidor.' },
    kept: {
      word: 'En este equipo',
      why: 'Lo que has hecho está guardado en este equipo, y se envía cuando vuelva la conexión.',
    },
    here: {
      word: 'Sin guardar',
      why: 'Lo que has hecho solo está en esta página: déjala abierta hasta que vuelva la conexión.',
    },
    readOnly: {
      word: 'Sin enviar',
      why: 'Aquí hay algo tuyo que el servidor no tiene, y en esta sala solo puedes leer.',
    },
    full: {
      word: 'Lleno',
      why: 'La sala no admite más: lo último que has hecho solo está aquí. Borra algo, y se envía.',
    },
    tooLarge: {
      word: 'Demasiado grande',
      why: 'Algo es demasiado grande para el servidor. Quítalo, y se envía lo demás.',
    },
  },
  tooLarge: (bytes, limit) =>
    `Algo de ${megabytes(bytes)} es demasiado grande para el servidor, que admite ${megabytes(limit)}. Quítalo, y se envía lo demás.`,
  resetTitle: 'La sala se ha sustituido',
  resetWhy:
    'Alguien ha vaciado esta sala o ha vuelto a poner un estado anterior. Tú todavía tienes lo que había antes. ¿Qué hacemos con ello?',
  save: 'Guardar mi copia',
  saveWhy: 'como archivo; después elige una de estas opciones',
  put: 'Ponerla en la sala',
  putWhy: 'junto a lo que hay ahora, para todo el mundo',
  drop: 'Tirarla',
  dropWhy: 'y ver la sala como está ahora',
  savedCopy: 'Tu copia está en tus descargas.',
  dropFailed: (why) => `No se ha podido borrar tu copia: ${why}`,
}
