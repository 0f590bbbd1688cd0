import type { Words } from '../en/index.ts'

export const notes: Words['notes'] = {}
