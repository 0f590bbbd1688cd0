import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('es')

export const page: Words['page'] = {
  close: 'Cerrar',
  nameIsCut: (most) =>
    plural(most, {
      one: 'Un nombre tiene como máximo # carácter: lo demás se quita.',
      other: 'Un nombre tiene como máximo # caracteres: lo demás se quita.',
    }),
  language: 'Idioma',
  languageFailed: 'No se ha podido cargar este idioma. Prueba cuando vuelva la conexión.',
  notLoaded: 'Sin cargar',
  loadAnew: 'Esta parte de la página no ha llegado. Vuelve a cargar la página cuando vuelva la red.',
  reload: 'Volver a cargar',
}
