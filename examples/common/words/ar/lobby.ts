import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('ar')

const characters = (count: number): string =>
  plural(count, { one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })

export const lobby: Words['lobby'] = {
  lead: 'غرفة واحدة والجميع فيها: صفًّا، أو أمام لوح أبيض، أو في مستند.',
  room: 'الرمز أو الغرفة',
  roomHint: 'اكتب الرمز الذي أُعطيته، أو اسم غرفة.',
  recent: 'غرف حديثة في هذا المتصفح',
  name: 'اسمك',
  optional: '(اختياري)',
  join: 'ادخل الغرفة',
  enter: (room, kind) => `ادخل ${isolated(room)}، ${kind}`,
  forget: (room, kind) => `انسَ ${isolated(room)}، ${kind}`,
  forgetAll: 'انسَ الكل',
  forgotten: 'نُسيت.',
  noName: 'اكتب اسم غرفة من فضلك.',
  tooLong: (most, count) => `أقصى طول لاسم الغرفة ${characters(most)}؛ وطول هذا الاسم ${number(count)}.`,
  emptyPart: 'يجب أن يكون بين كل شرطتين مائلتين حرف واحد على الأقل.',
  dots: 'لا يمكن أن يكون جزء من اسم الغرفة «.» أو «..».',
  characters: 'الحروف والأرقام و _ . ~ : @ - / فقط من فضلك، من غير مسافات.',
  ada: 'آدا',
  pupil: 'تلميذة',
  neighbour: 'جار',
}
