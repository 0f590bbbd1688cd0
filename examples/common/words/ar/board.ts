import type { Words } from '../en/index.ts'

export const board: Words['board'] = {
  title: 'النص المشترك',
  hint: 'يمكن لكل من في الغرفة أن يكتب هنا في الوقت نفسه.',
}
