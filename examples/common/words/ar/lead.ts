import type { LeadWords } from '../en/lead.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('ar')

export const lead: LeadWords = {
  followMe: 'يُطلب من الجميع أن يتبعوك.',
  followers: (count) =>
    plural(count, {
      zero: 'لا يتبعك أحد.',
      one: 'يتبعك شخص واحد.',
      two: 'يتبعك شخصان.',
      few: 'يتبعك # أشخاص.',
      many: 'يتبعك # شخصًا.',
      other: 'يتبعك # شخص.',
    }),
  here: (here, all) => `${number(here)} من ${number(all)} هنا.`,
  youFollow: (name) => ['أنت تتبع ', name, '.'],
  everyoneFollows: (name) => ['يُطلب من الجميع أن يتبعوا ', name, '.'],
  isAt: (name, where) => [name, ` ${where}.`],
  inText: 'في النص',
  inCode: 'في الشيفرة',
  taken: 'ستنتقل إلى هناك.',
  stay: 'البقاء هنا',
  end: 'إنهاء',
  stop: 'التوقف عن المتابعة',
  follow: 'متابعة',
}
