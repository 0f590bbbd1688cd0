import { formats, isolated } from '../formats.ts'

const { plural } = formats('en')

export const whiteboard = {
  loading: 'The board is on its way…',
  contents: 'What is on the board',
  empty: 'Nothing is on the board yet.',
  count: (count: number) => plural(count, { one: '# thing', other: '# things' }),
  withText: (type: string, text: string) => `${type}: ${isolated(text)}`,
  types: {
    rectangle: 'Rectangle',
    ellipse: 'Ellipse',
    diamond: 'Diamond',
    arrow: 'Arrow',
    line: 'Line',
    freedraw: 'Drawing',
    text: 'Text',
    image: 'Picture',
    frame: 'Frame',
    other: 'Something else',
  },
  faults: {
    'file-too-large': 'This picture is too large for the board, and was not put there.',
    'too-many-files': 'There are too many pictures on the board. This one was not put there.',
    'bad-file': 'This file is no picture that the board can show.',
    'bad-element': 'This cannot be on the board. It is on your screen alone.',
  },
}
