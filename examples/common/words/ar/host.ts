import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural } = formats('ar')

export const host: Words['host'] = {
  watching: 'يشاهد فقط',
  watchers: 'من يشاهدون فقط',
  nobodyWatches: 'الجميع هنا يشاركون.',
  letTakePart: 'السماح بالمشاركة',
  letOneTakePart: (name) => `السماح لـ ${isolated(name)} بالمشاركة`,
  tools: 'للمضيفين',
  lead: 'اتبعوني',
  everyoneDraws: 'الجميع يرسم',
  everyoneWrites: 'الجميع يكتب',
  mute: 'إيقاف التفاعلات',
  lock: 'قفل الغرفة',
  unlockRoom: 'فتح قفل الغرفة',
  unlockTitle: (count) =>
    plural(count, {
      zero: 'هل تسمح بالدخول؟',
      one: 'هل تسمح لشخص واحد بالدخول؟',
      two: 'هل تسمح لشخصين بالدخول؟',
      few: 'هل تسمح لـ # أشخاص بالدخول؟',
      many: 'هل تسمح لـ # شخصًا بالدخول؟',
      other: 'هل تسمح لـ # شخص بالدخول؟',
    }),
  unlockSays: 'ينتظرون أمام الغرفة. إذا فُتح قفلها دخلوا جميعًا.',
  keepLocked: 'إبقاؤها مقفلة',
  unlock: 'فتح القفل والسماح بالدخول',
  roleTitle: 'الدور في هذه الغرفة',
  roles: { member: 'يشارك ويكتب', attendee: 'يشارك', viewer: 'يشاهد' },
  does: {
    member: 'كل ما يفعله المشارك، ويكتب على السبورة وفي الملاحظات',
    attendee: 'يتجوّل ويجلس ويتفاعل ويرفع يده ويدردش، ويكتب على السبورة بالطباشير',
    viewer: 'ينظر فقط، ويخرج من قائمة الأشخاص',
  },
  give: 'إعطاء الدور',
  removeAsk: 'إخراج…',
  removeTitle: (name) => `هل تريد إخراج ${isolated(name)}؟`,
  removeVerified: 'يخرج هذا الشخص من الغرفة فورًا، ولا يعود إلا إذا سمحت له بالدخول.',
  removeGuest:
    'يخرج هذا الشخص من الغرفة فورًا، ولا يعود من هذا المتصفح إلا إذا سمحت له بالدخول. ويمكنه ذلك بالرمز نفسه من متصفح آخر، إلا إذا كان القادمون الجدد ينتظرون حتى تسمح لهم.',
  removeAnonymous: 'يخرج هذا الشخص من الغرفة فورًا. ما دامت الغرفة غير مقفلة يدخلها من يشاء، وهو أيضًا.',
  keep: 'لا، يبقى',
  remove: 'إخراج',
  removeAndHold: 'إخراج، ولينتظر القادمون الجدد',
}
