import type { Words } from '../en/index.ts'

export const kit: Words['kit'] = {}
