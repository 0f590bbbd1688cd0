import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('ar')

export const room: Words['room'] = {
  tabs: 'أجزاء الغرفة',
  room: 'الغرفة',
  people: 'الأشخاص',
  chat: 'الدردشة',
  notes: 'الملاحظات',
  skip: 'انتقل إلى',
  skipTo: { room: 'انتقل إلى الغرفة', people: 'انتقل إلى الأشخاص', chat: 'انتقل إلى الدردشة' },
  handsUp: (count) =>
    plural(count, {
      zero: 'لا يد مرفوعة',
      one: 'يد واحدة مرفوعة',
      two: 'يدان مرفوعتان',
      few: '# أيدٍ مرفوعة',
      many: '# يدًا مرفوعة',
      other: '# يد مرفوعة',
    }),
}
