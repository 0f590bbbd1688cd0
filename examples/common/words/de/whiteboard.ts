import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural } = formats('de')

export const whiteboard: Words['whiteboard'] = {
  loading: 'Das Whiteboard kommt gleich …',
  contents: 'Was auf dem Whiteboard ist',
  empty: 'Auf dem Whiteboard ist noch nichts.',
  count: (count) => plural(count, { one: '# Ding', other: '# Dinge' }),
  withText: (type, text) => `${type}: ${isolated(text)}`,
  types: {
    rectangle: 'Rechteck',
    ellipse: 'Ellipse',
    diamond: 'Raute',
    arrow: 'Pfeil',
    line: 'Linie',
    freedraw: 'Zeichnung',
    text: 'Text',
    image: 'Bild',
    frame: 'Rahmen',
    other: 'Etwas anderes',
  },
  faults: {
    'file-too-large': 'Dieses Bild ist zu groß für das Whiteboard und ist nicht darauf.',
    'too-many-files': 'Auf dem Whiteboard sind zu viele Bilder. Dieses ist nicht dazugekommen.',
    'bad-file': 'Diese Datei ist kein Bild, das das Whiteboard zeigen kann.',
    'bad-element': 'Das kann nicht auf das Whiteboard. Nur du siehst es.',
  },
}
