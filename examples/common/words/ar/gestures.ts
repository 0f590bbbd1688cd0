import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number } = formats('ar')

export const gestures: Words['gestures'] = {
  controls: 'رفع اليد والتفاعلات',
  raise: 'رفع اليد',
  lower: 'خفض اليد',
  place: (place) => `رقم ${number(place)}`,
  muted: 'أوقف المضيف التفاعلات.',
  reactions: 'التفاعلات',
  thumbsUp: 'إبهام مرفوع',
  heart: 'قلب',
  laughing: 'ضحك',
  party: 'احتفال',
  thinking: 'تفكير',
  more: 'تفاعلات أخرى',
  moreWithOwn: (emoji) => `تفاعلات أخرى؛ أنت تعرض ${emoji}`,
  react: 'تفاعل',
  oneEmoji: 'التفاعل رمز تعبيري واحد.',
  other: 'رمز تعبيري آخر',
  lowered: 'خُفضت يدك.',
  hands: 'الأيدي',
  raisedHands: 'الأيدي المرفوعة',
  nextHand: 'اليد التالية',
  next: (name) => ['التالي: ', name],
  noHand: 'لا أحد يرفع يده.',
  lowerAll: 'خفض الكل',
  lowerOne: 'خفض',
  lowerOf: (name) => `خفض يد ${isolated(name)}`,
}
