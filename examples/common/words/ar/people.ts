import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('ar')

export const people: Words['people'] = {
  title: 'الأشخاص',
  you: 'أنت',
  host: 'مضيف',
  notHost: 'ليس المضيف',
  hostNamed: (name) => `${isolated(name)} (مضيف)`,
  writes: 'يكتب',
  unnamed: 'بلا اسم',
  status: { here: '', reconnecting: 'يعيد الاتصال…', away: 'بعيد عن الجهاز' },
  comma: '، ',
  desk: (desk) => `الطاولة ${number(desk)}`,
  manage: (name) => `إدارة ${isolated(name)}`,
  alone: 'ادعُ أحدًا: الرابط يقود إلى هذه الغرفة.',
  thumbsUp: 'إبهام مرفوع',
  handRaised: 'يده مرفوعة',
  called: 'جاء دوره',
  muted: 'ممنوع من الكتابة',
  someOf: (total, shown) => `العدد الكلي: ${number(total)}، المعروض: ${number(shown)}`,
  inTurn: 'ترى بعضهم في كل مرة. المضيفون والأيدي المرفوعة حاضرون دائمًا.',
  find: 'البحث بالاسم',
  search: 'بحث',
  foundList: 'من عُثر عليهم',
  found: (count) =>
    count === 0
      ? 'لا أحد هنا بهذا الاسم.'
      : plural(count, {
          one: 'عُثر على شخص واحد',
          two: 'عُثر على شخصين',
          few: 'عُثر على # أشخاص',
          many: 'عُثر على # شخصًا',
          other: 'عُثر على # شخص',
        }),
  foundMany: (count, shown) =>
    `عدد من عُثر عليهم: ${number(count)}، المعروض: ${number(shown)}. اكتب المزيد من الاسم.`,
}
