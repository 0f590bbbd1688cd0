import type { Words } from '../en/index.ts'

export const page: Words['page'] = {
  close: 'Cerrar',
  language: 'Idioma',
  languageFailed: 'No se ha podido cargar este idioma. Prueba cuando vuelva la conexión.',
}
