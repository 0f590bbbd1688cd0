import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural } = formats('es')

export const whiteboard: Words['whiteboard'] = {
  loading: 'La pizarra blanca está llegando…',
  contents: 'Qué hay en la pizarra blanca',
  empty: 'Todavía no hay nada en la pizarra blanca.',
  count: (count) => plural(count, { one: '# elemento', other: '# elementos' }),
  withText: (type, text) => `${type}: ${isolated(text)}`,
  types: {
    rectangle: 'Rectángulo',
    ellipse: 'Elipse',
    diamond: 'Rombo',
    arrow: 'Flecha',
    line: 'Línea',
    freedraw: 'Dibujo',
    text: 'Texto',
    image: 'Imagen',
    frame: 'Marco',
    other: 'Otra cosa',
  },
  faults: {
    'file-too-large': 'Esta imagen es demasiado grande para la pizarra blanca y no se ha puesto.',
    'too-many-files': 'Hay demasiadas imágenes en la pizarra blanca. Esta no se ha puesto.',
    'bad-file': 'Este archivo no es una imagen que la pizarra blanca pueda mostrar.',
    'bad-element': 'Esto no puede estar en la pizarra blanca. Solo lo ves tú.',
  },
}
