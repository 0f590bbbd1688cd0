import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('ar')

export const floor: Words['floor'] = {
  title: 'الغرفة',
  room: 'الغرفة',
  desks: 'الطاولات',
  you: 'أنت',
  whereabouts: (across, down) => `أنت على بُعد ${number(across)}% من اليسار و${number(down)}% من الأعلى.`,
  stand: 'أنت واقف.',
  sit: (desk) => `أنت جالس إلى الطاولة ${number(desk)}.`,
  sits: (desk, name) => `المكان مشغول: ${isolated(name)} عند الطاولة ${number(desk)}.`,
  quicker: (desk) => `المكان مشغول: سبقك شخص آخر إلى الطاولة ${number(desk)}.`,
  lost: (desk, name) => `المكان مشغول: ${isolated(name)} الآن عند الطاولة ${number(desk)}.`,
  moved: (desk) => `نقلك المضيف إلى الطاولة ${number(desk)}.`,
  noConnection: 'من غير اتصال لا يستطيع أحد أن يجلس.',
  deskFree: (desk) => `الطاولة ${number(desk)}، خالية`,
  deskOwn: (desk) => `الطاولة ${number(desk)}، مكانك`,
  deskKept: (desk) => `الطاولة ${number(desk)}، محجوزة لك`,
  deskOf: (desk, name) => `الطاولة ${number(desk)}، ${isolated(name)}`,
  reconnecting: 'يعيد الاتصال',
  seatAll: 'الجميع إلى الطاولات',
  allSeated: 'لكل شخص طاولة.',
  noMoreDesks: 'لا مكان لمزيد من الطاولات.',
  plan: 'مخطط الجلوس',
  planFor: (people) =>
    plural(people, {
      zero: 'لا يوجد بعد',
      one: 'لشخص واحد',
      two: 'لشخصين',
      few: 'لـ # أشخاص',
      many: 'لـ # شخصًا',
      other: 'لـ # شخص',
    }),
  keepPlan: 'حفظ هذا الجلوس',
  forgetPlan: 'نسيانه',
  planKept: 'حُفظ: يجد كلٌّ طاولته في الدرس القادم.',
  planOfNobody: 'لا يجلس هنا من تتعرف عليه الغرفة من جديد: يلزم رابط أو حساب.',
  moveTo: 'النقل إلى الطاولة',
  move: 'نقل',
  deskToMove: (desk, name) =>
    name === null ? `الطاولة ${number(desk)}` : `الطاولة ${number(desk)}، لـ ${isolated(name)}`,
  hintSeated: (desk, key) => [`أنت جالس إلى الطاولة ${number(desk)}: `, key, 'المسها لتقف.'],
  hintFree: (desk, key) => [`الطاولة ${number(desk)} خالية: `, key, 'المسها لتجلس.'],
  orKey: (key) => [key, ' أو '],
  hintTap: 'المس المكان الذي تريد الذهاب إليه',
  hintSelect: '، أو حدِّد الغرفة لتمشي بمفاتيح الأسهم أو W A S D',
  hintWalk: (walk, sit) => ['امشِ بمفاتيح الأسهم أو ', walk, '، واجلس إلى طاولة بالمفتاح ', sit, '.'],
}
