import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('ar')

export const settings: Words['settings'] = {
  title: 'الإعدادات',
  theme: 'فاتح أو داكن',
  themes: { system: 'مثل الجهاز', light: 'فاتح', dark: 'داكن' },
  changeTheme: (now, next) => `الألوان: ${now}. التغيير إلى: ${next}.`,
  keep: 'الاحتفاظ بنسخة على هذا الجهاز',
  on: 'نعم',
  off: 'لا',
  notKeptYet: 'ليس بعد: بعض ما كتبته لا يوجد إلا في هذه النسخة.',
  copyStays: 'تعذّر حذف النسخة من هذا الجهاز.',
  versions: 'نسخ هذه الغرفة',
  show: 'عرض',
  rows: 'صفوف الطاولات',
  columns: 'الطاولات في كل صف',
  oneLess: (of) => `${of}: أقل بواحد`,
  oneMore: (of) => `${of}: أكثر بواحد`,
  atLeast: 'يبقى واحد على الأقل.',
  atMost: (most) => `العدد الأقصى ${number(most)}.`,
  desksHint: 'يرى الجميع التغيير فورًا. وتُضاف الصفوف تلقائيًا عندما يجلس عدد أكبر.',
  hostsDesks: 'المضيف وحده يغيّر الطاولات.',
  hostsVersions: 'المضيف وحده يحفظ النسخ ويعود إلى إحداها.',
  openVersions: 'هذا الخادم لا يتحقق من أحد، لذلك لا تُحفظ نسخ يدويًا. شغّله بكلمة سرّ.',
}
