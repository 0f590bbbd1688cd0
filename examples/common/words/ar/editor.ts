import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('ar')

const words = (count: number): string =>
  plural(count, { zero: 'لا كلمات', one: 'كلمة واحدة', two: 'كلمتان', few: '# كلمات', other: '# كلمة' })

const characters = (count: number): string =>
  plural(count, { zero: 'لا أحرف', one: 'حرف واحد', two: 'حرفان', few: '# أحرف', other: '# حرفًا' })

export const editor: Words['editor'] = {
  prose: 'النص',
  code: 'الشيفرة',
  both: 'كلاهما',
  comments: 'التعليقات',
  view: 'ما يُعرض',
  save: 'حفظ في ملف',
  reading: 'يمكنك القراءة هنا، لا الكتابة.',
  placeholder: 'اكتب هنا، ويراه كل من في الغرفة فورًا.',
  codePlaceholder: 'شيفرة يحررها كل من في الغرفة',
  toolbar: 'شكل النص',
  codeTools: 'أدوات الشيفرة',
  undo: 'تراجع',
  redo: 'إعادة',
  heading: (level) => `عنوان ${number(level)}`,
  tools: {
    bold: 'غامق',
    italic: 'مائل',
    underline: 'تحته خط',
    strike: 'يتوسطه خط',
    code: 'شيفرة في السطر',
    bulletList: 'قائمة',
    orderedList: 'قائمة مرقمة',
    blockquote: 'اقتباس',
    codeBlock: 'كتلة شيفرة',
  },
  link: 'رابط',
  linkTitle: 'رابط في النص',
  linkUrl: 'العنوان',
  linkBad: 'يبدأ العنوان بـ https:// أو http:// أو mailto:، ولا مسافات فيه.',
  linkPut: 'إدراج',
  linkOpen: 'فتحه في تبويب جديد',
  linkRemove: 'إزالة الرابط',
  language: 'لغة الشيفرة',
  plainText: 'نص عادي',
  tabHint: 'مفتاح Tab يزيح السطر. اضغط Escape ثم Tab لمغادرة الشيفرة.',
  words,
  wordsOf: (selected, all) => `${number(selected)} من ${words(all)}`,
  characters,
  charactersOf: (selected, all) => `${number(selected)} من ${characters(all)}`,
  comment: 'تعليق',
  newComment: 'تعليق جديد',
  commentSend: 'إضافة التعليق',
  commentCancel: 'إلغاء',
  commentTooLong: (count) => `يزيد على الحد: ${characters(count)}`,
  commentsHint: 'لا تعليقات. حدد بعض الكلمات، ثم اختر «تعليق».',
  noComments: 'لا تعليقات.',
  textGone: 'النص الذي كان عليه التعليق لم يعد موجودًا.',
  replies: 'الردود',
  reply: 'رد',
  replyTo: (name) => `رد على ${isolated(name)}`,
  resolve: 'إنهاء',
  reopen: 'فتح من جديد',
  removeComment: 'حذف',
  showText: 'إظهار في النص',
  actOn: (act, name) => `${act}: تعليق ${isolated(name)}`,
  resolved: (count) => `منتهية: ${number(count)}`,
  resolvedList: 'تعليقات منتهية',
  namesHint: 'على التعليق الاسم الذي أعطاه كاتبه، ولا يضمنه الخادم.',
}
