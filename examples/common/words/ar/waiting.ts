import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { ago, number, plural } = formats('ar')

export const waiting: Words['waiting'] = {
  title: 'انتظر من فضلك',
  host: (room) => ['سيسمح لك مضيف ', room, ' بالدخول.'],
  as: (name) => ['أنت تنتظر باسم ', name, '.'],
  nameAsked: 'اسمك، ليعرفك المضيف',
  sayName: 'أخبر المضيف باسمي',
  keepOpen: 'أبقِ هذه الصفحة مفتوحة. ستدخل تلقائيًا.',
  cancel: 'إلغاء',
  button: (count) => `في الانتظار (${number(count)})`,
  short: 'الانتظار',
  count: (count) => number(count),
  dialog: 'غرفة الانتظار',
  someone: (name) => `${isolated(name)} ينتظر الدخول.`,
  several: (count) =>
    plural(count, {
      zero: 'لا أحد ينتظر الدخول.',
      one: 'شخص واحد ينتظر الدخول.',
      two: 'شخصان ينتظران الدخول.',
      few: '# أشخاص ينتظرون الدخول.',
      many: '# شخصًا ينتظرون الدخول.',
      other: '# شخص ينتظرون الدخول.',
    }),
  nobody: 'لا أحد ينتظر.',
  noNameYet: 'بلا اسم بعد',
  since: (atMs, nowMs) => ago(atMs, nowMs) ?? 'الآن',
  admit: 'السماح بالدخول',
  admitPerson: (name) => `السماح لـ ${isolated(name)} بالدخول`,
  admitAll: (count) => `السماح للجميع بالدخول (${number(count)})`,
  showMore: (count) => `عرض ${number(count)} آخرين`,
  turnAway: 'رفض',
  turnAwayHint:
    'لا يدخل المرفوضون بأي رابط اثنتي عشرة ساعة، إلا إذا سمحت لهم بالدخول ثانية هنا. والصفحة التي بلا اسم تطلب اسمًا.',
  turnAwayPerson: (name) => `رفض ${isolated(name)}`,
  everyone: 'ينتظر الجميع حتى أسمح لهم بالدخول',
  everyoneHint: 'لكل من يأتي برابط من الآن. ومن هم هنا يبقون.',
  on: 'نعم',
  off: 'لا',
  removed: (count) => `من أُخرجوا أو رُفضوا (${number(count)})`,
  removedHint: 'لا يستطيعون الدخول برابط مدة اثنتي عشرة ساعة.',
  wasRemoved: 'أُخرج',
  wasTurnedAway: 'رُفض',
  letBack: 'السماح بالعودة',
  letBackPerson: (name) => `السماح لـ ${isolated(name)} بالعودة`,
}
