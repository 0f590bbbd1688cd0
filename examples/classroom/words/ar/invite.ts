import type { Words } from '../en/index.ts'

export const invite: Words['invite'] = {
  title: 'دعوة الآخرين',
  hint: 'كل من يفتح هذا الرابط يلتقي بك هنا.',
  link: 'رابط هذه الغرفة',
  copy: 'نسخ',
  copied: 'تم النسخ.',
  copyByHand: 'اضغط Ctrl+C لنسخ الرابط المحدَّد.',
  thisMachineOnly:
    'هذا الرابط يعمل على هذا الجهاز فقط. ليفتحه غيرك في شبكتك، شغّل الخادم باستخدام «homeroom class» أو «--lan».',
  thisNetworkOnly:
    'يجب أن يكون الجميع في شبكة هذا الجهاز. عبر http لا يمكن تثبيت الصفحة ولا فتحها من غير شبكة.',
  poster: 'كيف تدخل',
  go: (place, code) => ['اذهب إلى ', place, ' واكتب ', code],
  qrCode: 'رمز QR لرابط هذه الغرفة',
  fullScreen: 'ملء الشاشة',
  print: 'طباعة',
}
