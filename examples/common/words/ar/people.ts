import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number } = formats('ar')

export const people: Words['people'] = {
  title: 'الأشخاص',
  you: 'أنت',
  host: 'مضيف',
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
}
