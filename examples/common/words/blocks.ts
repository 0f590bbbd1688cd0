// What is said of tasks and tables, in each language. It is loaded with the editor: the first load of a room needs none of it.
import { isolated } from './formats.ts'
import { languageOf, useLanguage } from './index.ts'
import type { Language } from './languages.ts'

export interface BlockWords {
  readonly taskList: string
  /** A box, by the words of its task. */
  readonly task: (text: string) => string
  readonly insert: string
  readonly addRow: string
  readonly addColumn: string
  readonly removeRow: string
  readonly removeColumn: string
  readonly removeTable: string
  /** What the Tab key does. */
  readonly keysInBlock: string
  readonly keysInTable: string
}

const BLOCKS: Readonly<Record<Language, BlockWords>> = {
  en: {
    taskList: 'Task list',
    task: (text) => (text === '' ? 'Done' : `Done: ${isolated(text)}`),
    insert: 'Insert a table',
    addRow: 'Add a row below',
    addColumn: 'Add a column after',
    removeRow: 'Delete the row',
    removeColumn: 'Delete the column',
    removeTable: 'Delete the table',
    keysInBlock: 'Tab indents. Escape, then Tab, leaves the text.',
    keysInTable: 'Tab goes to the next cell. Escape, then Tab, leaves the text.',
  },
  de: {
    taskList: 'Aufgabenliste',
    task: (text) => (text === '' ? 'Erledigt' : `Erledigt: ${isolated(text)}`),
    insert: 'Tabelle einfügen',
    addRow: 'Zeile darunter einfügen',
    addColumn: 'Spalte danach einfügen',
    removeRow: 'Zeile löschen',
    removeColumn: 'Spalte löschen',
    removeTable: 'Tabelle löschen',
    keysInBlock: 'Tab rückt ein. Escape, dann Tab verlässt den Text.',
    keysInTable: 'Tab führt zur nächsten Zelle. Escape, dann Tab verlässt den Text.',
  },
  fr: {
    taskList: 'Liste de tâches',
    task: (text) => (text === '' ? 'Fait' : `Fait : ${isolated(text)}`),
    insert: 'Insérer un tableau',
    addRow: 'Ajouter une ligne dessous',
    addColumn: 'Ajouter une colonne après',
    removeRow: 'Supprimer la ligne',
    removeColumn: 'Supprimer la colonne',
    removeTable: 'Supprimer le tableau',
    keysInBlock: 'Tab indente. Échap, puis Tab, quitte le texte.',
    keysInTable: 'Tab mène à la cellule suivante. Échap, puis Tab, quitte le texte.',
  },
  es: {
    taskList: 'Lista de tareas',
    task: (text) => (text === '' ? 'Hecho' : `Hecho: ${isolated(text)}`),
    insert: 'Insertar una tabla',
    addRow: 'Añadir una fila debajo',
    addColumn: 'Añadir una columna después',
    removeRow: 'Eliminar la fila',
    removeColumn: 'Eliminar la columna',
    removeTable: 'Eliminar la tabla',
    keysInBlock: 'Tab sangra. Escape y después Tab sale del texto.',
    keysInTable: 'Tab lleva a la celda siguiente. Escape y después Tab sale del texto.',
  },
  ar: {
    taskList: 'قائمة مهام',
    task: (text) => (text === '' ? 'تم' : `تم: ${isolated(text)}`),
    insert: 'إدراج جدول',
    addRow: 'إضافة صف أسفله',
    addColumn: 'إضافة عمود بعده',
    removeRow: 'حذف الصف',
    removeColumn: 'حذف العمود',
    removeTable: 'حذف الجدول',
    keysInBlock: 'مفتاح Tab يزيح السطر. اضغط Escape ثم Tab لمغادرة النص.',
    keysInTable: 'مفتاح Tab ينتقل إلى الخلية التالية. اضغط Escape ثم Tab لمغادرة النص.',
  },
}

export const blockWords = (): BlockWords => BLOCKS[languageOf()]

export const useBlockWords = (): BlockWords => BLOCKS[useLanguage()]
