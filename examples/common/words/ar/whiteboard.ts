import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural } = formats('ar')

export const whiteboard: Words['whiteboard'] = {
  loading: 'اللوح الأبيض في الطريق…',
  contents: 'ما على اللوح الأبيض',
  empty: 'لا شيء على اللوح الأبيض بعد.',
  count: (count) =>
    plural(count, { one: 'عنصر واحد', two: 'عنصران', few: '# عناصر', many: '# عنصرًا', other: '# عنصر' }),
  withText: (type, text) => `${type}: ${isolated(text)}`,
  types: {
    rectangle: 'مستطيل',
    ellipse: 'بيضاوي',
    diamond: 'معيّن',
    arrow: 'سهم',
    line: 'خط',
    freedraw: 'رسم',
    text: 'نص',
    image: 'صورة',
    frame: 'إطار',
    other: 'شيء آخر',
  },
  faults: {
    'file-too-large': 'هذه الصورة أكبر مما يتّسع له اللوح الأبيض، فلم توضع عليه.',
    'too-many-files': 'على اللوح الأبيض صور أكثر مما يتّسع له، فلم توضع هذه عليه.',
    'bad-file': 'هذا الملف ليس صورة يستطيع اللوح الأبيض عرضها.',
    'bad-element': 'لا يمكن أن يكون هذا على اللوح الأبيض. تراه أنت وحدك.',
  },
}
