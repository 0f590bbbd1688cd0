import type { NotHereWords } from '../en/not-here.ts'
import { formats } from '../formats.ts'

const { time } = formats('ar')

export const notHere: NotHereWords = {
  title: 'غير موجودين',
  people: 'من كانوا هنا من قبل وليسوا هنا الآن',
  nobody: 'لا أحد غائب ممن كانوا هنا من قبل.',
  says: 'من الدرس الأخير ومن اليوم، كما سجّله الخادم.',
  lastOn: (day) => `آخر مرة في ${day}`,
  left: (atMs) => `حتى ${time(atMs)}`,
}
