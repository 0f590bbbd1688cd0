import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { plural, time } = formats('ar')

const tooMany = (count: number) =>
  plural(count, {
    one: 'حرف واحد زائد',
    two: 'حرفان زائدان',
    few: '# أحرف زائدة',
    many: '# حرفًا زائدًا',
    other: '# حرف زائد',
  })

export const chat: Words['chat'] = {
  title: 'الدردشة',
  messages: 'الرسائل',
  empty: 'لم يُكتب شيء بعد.',
  loading: 'جارٍ تحميل الرسائل.',
  off: 'لا توجد دردشة على هذا الخادم.',
  older: 'رسائل أقدم',
  unread: (count) =>
    plural(count, {
      zero: 'لا رسائل جديدة',
      one: 'رسالة جديدة واحدة',
      two: 'رسالتان جديدتان',
      few: '# رسائل جديدة',
      many: '# رسالة جديدة',
      other: '# رسالة جديدة',
    }),
  time,
  somebody: 'شخص ما',
  toHosts: 'للمضيفين فقط',
  sending: 'جارٍ الإرسال…',
  retry: 'أرسل مرة أخرى',
  discard: 'تجاهل',
  opensInNewTab: '(يُفتح في علامة تبويب جديدة)',
  to: 'إلى',
  everyone: 'الجميع',
  hosts: 'المضيفون فقط',
  toEveryone: 'رسالة إلى الجميع',
  toHostsOnly: 'رسالة إلى المضيفين فقط',
  send: 'إرسال',
  nearlyFull: 'يكاد يمتلئ',
  tooMany,
  tooLong: (count) => `الرسالة طويلة جدًا: ${tooMany(count)}.`,
  paused: 'أوقف المضيف الدردشة مؤقتًا.',
  muted: 'منعك المضيف من الكتابة في الدردشة: يمكنك أن تقرأ فقط.',
  pause: 'إيقاف الدردشة مؤقتًا',
  pausedForAll: 'متوقفة مؤقتًا: المضيفون وحدهم يكتبون.',
  manage: (name) => `إدارة رسالة ${isolated(name)}`,
  messageOf: (name) => `رسالة ${isolated(name)}`,
  remove: 'حذف عند الجميع',
  mute: 'منع الكتابة في الدردشة',
  unmute: 'السماح بالكتابة في الدردشة',
  muteHint: 'من مُنع من الكتابة يقرأ الدردشة ولا يكتب فيها.',
  gone: (name) => `${isolated(name)} ليس في الغرفة الآن.`,
  nowPaused: 'الدردشة متوقفة مؤقتًا: المضيفون وحدهم يكتبون.',
  nowOpen: 'عادت الدردشة.',
  nowMuted: 'مُنعت من الكتابة في الدردشة.',
  nowUnmuted: 'يمكنك الكتابة في الدردشة من جديد.',
  said: (name, text) => `${isolated(name)}: ${isolated(text)}`,
  saidToHosts: (name, text) => `${isolated(name)}، للمضيفين فقط: ${isolated(text)}`,
}
