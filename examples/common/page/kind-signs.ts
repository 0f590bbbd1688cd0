import { FileText, type LucideIcon, PencilRuler, School } from 'lucide-react'
import type { Kind } from './address.ts'

/** The icon of each kind of room. */
export const KIND_SIGNS: Readonly<Record<Kind, LucideIcon>> = {
  class: School,
  board: PencilRuler,
  doc: FileText,
}
