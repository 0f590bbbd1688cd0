import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('ar')

export const header: Words['header'] = {
  states: {
    connecting: 'جارٍ الاتصال…',
    connected: 'متصل',
    disconnected: 'غير متصل',
    closed: 'مغلق',
    'room-reset': 'استُبدلت الغرفة',
    left: 'خرجت',
  },
  people: (count) =>
    plural(count, {
      zero: 'لا أحد',
      one: 'شخص واحد',
      two: 'شخصان',
      few: '# أشخاص',
      many: '# شخصًا',
      other: '# شخص',
    }),
  locked: 'مقفلة',
  invite: 'دعوة',
  settings: 'الإعدادات',
  leave: 'خروج',
}
