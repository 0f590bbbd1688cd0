import type { Words } from '../en/index.ts'
import { isolated } from '../formats.ts'

export const pen: Words['pen'] = {
  give: 'إعطاء الطباشير',
  take: 'استرجاع الطباشير',
  meaning: 'من معه الطباشير يكتب على السبورة وعلى اللوح الأبيض وفي المستند.',
  has: 'الطباشير مع هذا الشخص.',
  held: (name) => `الطباشير مع ${isolated(name)}. إعطاؤه لغيره يأخذه من ${isolated(name)}.`,
  went: (name, to) => `ينتقل الطباشير من ${isolated(name)} إلى ${isolated(to)}.`,
  yours: 'الطباشير معك: ارسم على السبورة.',
  over: 'لم يعد الطباشير معك.',
  mark: 'معه الطباشير',
}
