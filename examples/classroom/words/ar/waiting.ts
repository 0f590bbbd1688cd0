import type { Words } from '../en/index.ts'

export const waiting: Words['waiting'] = {}
