import type { Words } from '../en/index.ts'
import { named } from '../formats.ts'

export const pen: Words['pen'] = {
  give: 'Kreide geben',
  take: 'Kreide zurücknehmen',
  meaning: 'Mit der Kreide schreibt eine Person an die Tafel, ans Whiteboard und ins Dokument.',
  has: 'Diese Person hat die Kreide.',
  held: (name) =>
    `${named(name)} hat die Kreide. Wenn du sie jemand anderem gibst, verliert ${named(name)} sie.`,
  went: (name, to) => `Die Kreide geht von ${named(name)} an ${named(to)}.`,
  yours: 'Du hast die Kreide: Zeichne an der Tafel.',
  over: 'Du hast die Kreide nicht mehr.',
  mark: 'hat die Kreide',
}
