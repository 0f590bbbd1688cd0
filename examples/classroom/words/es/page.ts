import type { Words } from '../en/index.ts'

export const page: Words['page'] = {
  close: 'Cerrar',
  language: 'Idioma',
  languageFailed: 'No se ha podido cargar este idioma. Prueba cuando vuelva la conexión.',
  notLoaded: 'Sin cargar',
  loadAnew: 'Esta parte de la página no ha llegado. Vuelve a cargar la página cuando vuelva la red.',
  reload: 'Volver a cargar',
}
