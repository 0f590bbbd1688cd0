import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'أنت تشاهد: هذا الرابط يعرض الغرفة ولا يسمح بالمشاركة.',
  listening: 'أنت مستمع: يمكنك أن تتجوّل وتتفاعل وترفع يدك، لكن لا يمكنك الكتابة.',
  loading: 'ما زالت الغرفة تُحمَّل.',
  replaced: 'استُبدلت الغرفة: قل أولًا ماذا يحدث لنسختك.',
}
