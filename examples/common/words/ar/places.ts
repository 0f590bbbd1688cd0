import type { Words } from '../en/index.ts'

export const places: Words['places'] = {
  title: 'افتح كـ',
  kinds: { class: 'صفّ', board: 'لوح أبيض', doc: 'مستند' },
  openAs: { class: 'افتح كصفّ', board: 'افتح كلوح أبيض', doc: 'افتح كمستند' },
  about: { class: 'الصفّ: الأشخاص والسبورة', board: 'لوح أبيض كبير للجميع', doc: 'مستند نصّي للجميع' },
  at: { class: 'في الصفّ', board: 'عند اللوح الأبيض', doc: 'في المستند' },
  goTo: { class: 'إلى الصفّ', board: 'إلى اللوح الأبيض', doc: 'إلى المستند' },
}
