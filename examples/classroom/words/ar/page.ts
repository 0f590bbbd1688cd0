import type { Words } from '../en/index.ts'

export const page: Words['page'] = {
  close: 'إغلاق',
  language: 'اللغة',
  languageFailed: 'تعذّر تحميل هذه اللغة. حاول عندما يعود الاتصال.',
}
