import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('ar')

const characters = (count: number): string =>
  plural(count, { one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })

export const lobby: Words['lobby'] = {
  lead: 'غرفة واحدة والجميع فيها. تجوّل، اجلس، ارفع يدك، قل شيئًا.',
  room: 'الغرفة',
  roomHint: 'اسم الغرفة، أو الرمز الذي أُعطي لك.',
  name: 'اسمك',
  optional: '(اختياري)',
  join: 'ادخل الغرفة',
  noName: 'اكتب اسم غرفة من فضلك.',
  tooLong: (most, count) => `أقصى طول لاسم الغرفة ${characters(most)}؛ وطول هذا الاسم ${number(count)}.`,
  emptyPart: 'يجب أن يكون بين كل شرطتين مائلتين حرف واحد على الأقل.',
  dots: 'لا يمكن أن يكون جزء من اسم الغرفة «.» أو «..».',
  characters: 'الحروف والأرقام و _ . ~ : @ - / فقط من فضلك، من غير مسافات.',
  ada: 'آدا',
  pupil: 'تلميذة',
  neighbour: 'جار',
}
