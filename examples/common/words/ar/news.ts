import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { list, plural } = formats('ar')

const several = (names: readonly string[]): string => {
  const own = names.map(isolated)
  if (own.length < 3) return list(own)
  const others = { two: 'شخصان آخران', few: '# آخرون', many: '# آخرون', other: '# آخرون' }
  return `${own[0]} و${plural(own.length - 1, others)}`
}

export const news: Words['news'] = {
  title: 'ما يحدث في الغرفة',
  somebody: 'شخص ما',
  joined: (names) => `دخل ${several(names)}`,
  left: (names) => `خرج ${several(names)}`,
  raised: (name) => `رفع ${isolated(name)} يده`,
  namesake: (name) => `${isolated(name)} يحمل اسم مضيف وليس مضيفًا.`,
  reacts: (name, emoji) => `تفاعل ${isolated(name)} بالرمز ${emoji}`,
  reacted: (count, emoji) =>
    `تفاعل ${plural(count, {
      zero: 'لا أحد',
      one: 'شخص واحد',
      two: 'شخصان',
      few: '# أشخاص',
      many: '# شخصًا',
      other: '# شخص',
    })} بالرمز ${emoji}`,
  roles: {
    viewer: 'أنت الآن تشاهد فقط.',
    attendee: 'أنت الآن تشارك: يمكنك أن تتفاعل وترفع يدك، وتحتاج إلى الطباشير لتكتب.',
    member: 'أنت الآن تشارك وتكتب.',
    host: 'أنت الآن مضيف.',
  },
  muted: 'أُوقفت التفاعلات.',
  unmuted: 'عادت التفاعلات.',
  locked: 'الغرفة مقفلة: لا يدخلها أحد جديد.',
  unlocked: 'الغرفة مفتوحة من جديد.',
  everyoneWrites: 'يمكن الآن لكل من يشارك أن يرسم ويكتب.',
  hostsWrite: 'الآن لا يرسم ولا يكتب إلا المضيفون ومن معه الطباشير. ويبقى ما صنعتموه.',
}
