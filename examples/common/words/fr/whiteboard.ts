import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural } = formats('fr')

export const whiteboard: Words['whiteboard'] = {
  loading: 'Le tableau blanc arrive…',
  contents: 'Ce qu’il y a au tableau blanc',
  empty: 'Il n’y a encore rien au tableau blanc.',
  count: (count) => plural(count, { one: '# élément', other: '# éléments' }),
  withText: (type, text) => `${type}: ${isolated(text)}`,
  types: {
    rectangle: 'Rectangle',
    ellipse: 'Ellipse',
    diamond: 'Losange',
    arrow: 'Flèche',
    line: 'Ligne',
    freedraw: 'Dessin',
    text: 'Texte',
    image: 'Image',
    frame: 'Cadre',
    other: 'Autre chose',
  },
  faults: {
    'file-too-large': 'Cette image est trop grande pour le tableau blanc et n’y a pas été mise.',
    'too-many-files': 'Il y a trop d’images sur le tableau blanc. Celle-ci n’y a pas été mise.',
    'bad-file': 'Ce fichier n’est pas une image que le tableau blanc peut montrer.',
    'bad-element': 'Cela ne peut pas être au tableau blanc. Toi seul le vois.',
  },
}
