import type { NotHereWords } from '../en/not-here.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural, time } = formats('ar')

export const notHere: NotHereWords = {
  title: 'غير موجودين',
  people: 'من كانوا هنا من قبل وليسوا هنا الآن',
  nobody: 'لا أحد غائب ممن كانوا هنا من قبل.',
  says: 'من الدرس الأخير ومن اليوم، كما سجّله الخادم.',
  lastOn: (day) => `آخر مرة في ${day}`,
  left: (atMs) => `حتى ${time(atMs)}`,
  list: 'قائمة الصف',
  listAsk: 'قائمة الصف…',
  names: 'الأسماء، كل اسم في سطر',
  listSays: 'تُقارَن الأسماء بمن هم هنا. تبقى القائمة في هذا المتصفح لهذه الغرفة، ولا تُرسَل إلى أحد غيرك.',
  compare: 'قارِن',
  forget: 'حذف القائمة',
  allHere: (count) =>
    plural(count, {
      one: 'الشخص الوحيد في القائمة موجود.',
      two: 'الشخصان في القائمة موجودان.',
      few: 'جميع من في القائمة (#) موجودون.',
      other: 'جميع من في القائمة (#) موجودون.',
    }),
  someHere: (here, count) => `${number(here)} من ${number(count)} في القائمة موجودون. الغائبون:`,
  missing: 'في القائمة وليسوا هنا',
  others: 'هنا وليسوا في القائمة',
  perhaps: (names) => `ربما ${names}`,
  thisIs: 'هذا هو…',
  thisIsOne: (name) => `الاسم في القائمة: ${isolated(name)}`,
  /** The heads of two columns more of the saved attendance, and what stands in the first of them. */
  listHeads: ['قائمة الصف', 'الاسم في القائمة'],
  came: 'حضر',
  absent: 'لم يحضر',
  notListed: 'ليس في القائمة',
  withAbsent: 'مع من لم يحضروا من قائمة الصف.',
}
