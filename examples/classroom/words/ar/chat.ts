import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural, time } = formats('ar')

const characters = (count: number): string =>
  plural(count, { one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })

export const chat: Words['chat'] = {
  title: 'الدردشة',
  messages: 'الرسائل',
  empty: 'لم يُكتب شيء بعد.',
  toEveryone: 'رسالة إلى الجميع',
  send: 'إرسال',
  time,
  left: (count) => `بقي ${number(count)}`,
  tooMany: (count) => `زيادة: ${number(count)}`,
  tooLong: (most, over) => `أقصى طول للرسالة ${characters(most)}؛ الزيادة: ${number(over)}.`,
}
