import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('ar')

export const page: Words['page'] = {
  close: 'إغلاق',
  nameIsCut: (most) => `العدد الأقصى لأحرف الاسم ${number(most)}: يُترك الباقي.`,
  language: 'اللغة',
  languageFailed: 'تعذّر تحميل هذه اللغة. حاول عندما يعود الاتصال.',
  notLoaded: 'لم يُحمَّل',
  loadAnew: 'لم يصل هذا الجزء من الصفحة. حمِّل الصفحة من جديد عندما تعود الشبكة.',
  reload: 'تحميل من جديد',
}
