import { formats, isolated } from '../formats.ts'

const { plural } = formats('en')

export const whiteboard = {
  loading: 'The whiteboard is on its way…',
  contents: 'What is on the whiteboard',
  empty: 'Nothing is on the whiteboard yet.',
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
    'file-too-large': 'This picture is too large for the whiteboard, and was not put there.',
    'too-many-files': 'There are too many pictures on the whiteboard. This one was not put there.',
    'bad-file': 'This file is no picture that the whiteboard can show.',
    'bad-element': 'This cannot be on the whiteboard. It is on your screen alone.',
  },
}
