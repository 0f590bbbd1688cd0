import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { moment, number, plural } = formats('ar')

export const invite: Words['invite'] = {
  title: 'دعوة الآخرين',
  hint: 'كل من يفتح هذا الرابط يلتقي بك هنا.',
  waitsHint: 'كل من يفتح هذا الرابط ينتظر حتى تسمح له بالدخول.',
  link: 'رابط هذه الغرفة',
  noLink: 'لا يوجد رابط للجميع. أنشئ واحدًا في الأسفل.',
  copy: 'نسخ',
  copied: 'تم النسخ.',
  copyByHand: 'اضغط Ctrl+C لنسخ الرابط المحدَّد.',
  thisMachineOnly:
    'هذا الرابط يعمل على هذا الجهاز فقط. ليفتحه غيرك في شبكتك، شغّل الخادم باستخدام «homeroom class» من غير «--host»، أو باستخدام «--lan».',
  thisNetworkOnly:
    'يجب أن يكون الجميع في شبكة هذا الجهاز. عبر http لا يمكن تثبيت الصفحة ولا فتحها من غير شبكة.',
  poster: 'كيف تدخل',
  go: (place, code) => ['اذهب إلى ', place, ' واكتب ', code],
  qrCode: 'رمز QR لرابط هذه الغرفة',
  fullScreen: 'ملء الشاشة',
  endFullScreen: 'إنهاء ملء الشاشة',
  print: 'طباعة',
  links: (count) => `الروابط (${number(count)})`,
  roles: { member: 'يشارك ويكتب', attendee: 'يشارك', viewer: 'يشاهد', host: 'يقود' },
  mayDo: {
    attendee: 'المشاركة',
    member: 'المشاركة والكتابة',
    viewer: 'المشاهدة',
    host: 'قيادة الدرس',
  },
  means: {
    attendee: 'يدردشون ويتفاعلون ويرفعون أيديهم، ويكتبون على السبورة بالطباشير.',
    member: 'يكتبون أيضًا على السبورة وفي الملاحظات.',
    viewer: 'ينظرون فقط.',
    host: 'يفعلون كل ما تفعله.',
  },
  asRole: (role) => `الدور: ${role}`,
  endsAt: (atMs) => `حتى ${moment(atMs)}`,
  endless: 'حتى يُلغى',
  left: (count) =>
    plural(count, {
      zero: 'لا يدخل به أحد بعد الآن',
      one: 'يمكن أن يدخل به شخص واحد',
      two: 'يمكن أن يدخل به شخصان',
      few: 'يمكن أن يدخل به # أشخاص',
      many: 'يمكن أن يدخل به # شخصًا',
      other: 'يمكن أن يدخل به # شخص',
    }),
  waits: 'غرفة انتظار',
  comma: '، ',
  hostLink: 'رابط للمضيفين',
  show: 'عرض',
  showLink: (code) => `عرض ${isolated(code)}`,
  revoke: 'إلغاء',
  revokeLink: (code) => `إلغاء ${isolated(code)}`,
  revokeSure: 'هل تريد إلغاءه؟',
  make: 'إنشاء رابط',
  role: 'يمكن لمن يدخل به',
  end: 'ينتهي',
  ends: { never: 'عندما ألغيه', hour: 'بعد ساعة', day: 'بعد يوم', week: 'بعد أسبوع' },
  uses: 'لكم شخص',
  anyNumber: 'أي عدد',
  waitsOption: 'ينتظرون حتى أسمح لهم بالدخول',
}
