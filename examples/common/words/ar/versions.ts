import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { ago, moment, plural } = formats('ar')

export const versions: Words['versions'] = {
  title: 'النسخ',
  nothingYet: 'لم يُكتب شيء في هذه الغرفة بعد.',
  kept: 'حُفظت النسخة.',
  again: 'حاول مرة أخرى',
  looking: 'جارٍ البحث عن النسخ…',
  none: 'لا نسخ بعد. احفظ نسخة قبل الامتحان، أو قبل مسح النص.',
  keepLabel: 'اسم لما هو موجود الآن',
  keepExample: 'اسم، مثل: قبل الامتحان',
  keep: 'حفظ',
  notSent: 'ما كتبته لم يصل إلى الخادم بعد، لذلك لم يُحفظ شيء. حاول عندما يصل.',
  causes: {
    hand: 'حُفظت يدويًا',
    schedule: 'حُفظت تلقائيًا',
    restore: 'قبل العودة',
    import: 'قبل مستند آخر',
  },
  causesInLine: {
    hand: 'حُفظت يدويًا',
    schedule: 'حُفظت تلقائيًا',
    restore: 'قبل العودة',
    import: 'قبل مستند آخر',
  },
  gone: 'لم تعد هذه النسخة موجودة: لقد حذفها أحدهم.',
  changes: 'التغييرات',
  restore: 'عودة',
  rename: 'الاسم',
  remove: 'حذف',
  ofVersion: (act, title, atMs) => `${act}: ${isolated(title)}، ${moment(atMs)}`,
  moment,
  ago: (atMs, nowMs) => ago(atMs, nowMs) ?? 'الآن',
  no: 'لا',
  restoreYes: 'نعم، عودة',
  restoreAsk: (atMs) =>
    `يعود النص ومخطط الجلوس كما كانا (${moment(atMs)}) للجميع. وما هو موجود الآن يُحفظ نسخةً أيضًا.`,
  restored: 'عادت الغرفة كما كانت حينها.',
  restoredAlready: 'كانت الغرفة كما كانت حينها أصلًا.',
  removeYes: 'نعم، حذف',
  removeAsk: 'لن يستطيع أحد العودة إليها.',
  removed: 'حُذفت النسخة.',
  nameLabel: 'اسمها؛ اتركه فارغًا إن لم ترد اسمًا',
  nameKeep: 'حفظ الاسم',
  named: 'حُفظ الاسم.',
  unnamed: 'أُزيل الاسم.',
  comparing: 'جارٍ البحث عمّا تغيّر…',
  same: 'لم يتغيّر شيء منذ ذلك الحين.',
  places: { text: 'النص المشترك', plan: 'مخطط الجلوس', settings: 'الطاولات' },
  oneMore: 'زاد واحد.',
  oneDifferent: 'تغيّر واحد.',
  oneLess: 'نقص واحد.',
  entries: (count) =>
    plural(count, {
      zero: 'لا عناصر',
      one: 'عنصر واحد',
      two: 'عنصران',
      few: '# عناصر',
      many: '# عنصرًا',
      other: '# عنصر',
    }),
  longer: (text, count) =>
    `${text}… (${plural(count, { one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })})`,
  added: 'أُضيف: ',
  takenAway: 'أُزيل: ',
}
