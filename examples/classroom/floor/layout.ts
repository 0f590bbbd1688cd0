/** A place on the floor as a fraction of its width and height: the same in every window. */
export interface Place {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly rows: number
  readonly columns: number
}

export interface Desk {
  readonly id: string
  readonly number: number
  /** The middle of the desk and its chair. */
  readonly middle: Place
  /** Where a person sits, and stands after getting up. */
  readonly chair: Place
}

export const MOST_ROWS = 6
export const MOST_COLUMNS = 8
/** As far as rows are added when the class grows: with five desks in a row, for 60 people. */
const MOST_GROWN_ROWS = 12
const USUAL: Layout = { rows: 3, columns: 5 }

/** The part of the floor for desks: the front is left for the board, and there is a way round them. */
const AREA = { left: 0.03, top: 0.22, width: 0.94, height: 0.76 }

const count = (value: unknown, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most ? value : otherwise

/**
 * Reads the document's settings. Anybody may have written anything into them. What hosts chose counts before the number of people
 * (`desks`) that the room was made for.
 */
export const readLayout = (rows: unknown, columns: unknown, desks: unknown): Layout => {
  const people = count(desks, MOST_ROWS * MOST_COLUMNS, 0)
  const usual = people === 0 ? USUAL : layoutFor(people)
  return { rows: count(rows, MOST_ROWS, usual.rows), columns: count(columns, MOST_COLUMNS, usual.columns) }
}

/** Enough desks for so many people, in rows that are longer than the class is deep. */
export const layoutFor = (people: number): Layout => {
  const columns = Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(people * 1.5)))
  return { columns, rows: Math.min(MOST_ROWS, Math.ceil(people / columns)) }
}

const DESK = /^(\d{1,2})-(\d{1,2})$/

/**
 * The layout that a class needs: what was chosen, and more where somebody sits beyond it, and another row where every desk
 * is taken. It follows from who sits where, so that everybody sees the same desks.
 */
export const grownLayout = ({ rows, columns }: Layout, taken: Iterable<string>): Layout => {
  let grown = { rows, columns }
  let count = 0
  for (const desk of taken) {
    const [, row, column] = DESK.exec(desk) ?? []
    if (row === undefined || Number(row) >= MOST_GROWN_ROWS || Number(column) >= MOST_COLUMNS) continue
    count += 1
    grown = {
      rows: Math.max(grown.rows, Number(row) + 1),
      columns: Math.max(grown.columns, Number(column) + 1),
    }
  }
  const needed = Math.floor(count / grown.columns) + 1
  return { ...grown, rows: Math.min(MOST_GROWN_ROWS, Math.max(grown.rows, needed)) }
}

/** The area of one desk with its chair, as fractions of the floor. */
export const cellOf = ({ rows, columns }: Layout): { readonly width: number; readonly height: number } => ({
  width: AREA.width / columns,
  height: AREA.height / rows,
})

/** The desks in reading order. An id tells row and column, so that a desk keeps it when the layout changes. */
export const desksOf = (layout: Layout): readonly Desk[] => {
  const { rows, columns } = layout
  const { width, height } = cellOf(layout)
  return Array.from({ length: rows * columns }, (_, index) => {
    const row = Math.floor(index / columns)
    const column = index % columns
    const middle = { x: AREA.left + width * (column + 0.5), y: AREA.top + height * (row + 0.5) }
    return {
      id: `${row}-${column}`,
      number: index + 1,
      middle,
      chair: { x: middle.x, y: middle.y + height * 0.2 },
    }
  })
}

/** A person this near to a chair can sit down, as a fraction of the floor's width. */
const REACH = 0.085

/** The desk in reach; `aspect` is the floor's height by its width in this window. */
export const deskInReach = (desks: readonly Desk[], { x, y }: Place, aspect: number): Desk | null => {
  let nearest: Desk | null = null
  let least = REACH
  for (const desk of desks) {
    const distance = Math.hypot(desk.chair.x - x, (desk.chair.y - y) * aspect)
    if (distance >= least) continue
    nearest = desk
    least = distance
  }
  return nearest
}

/** A person's first place: in front of the desks, chosen by their id so that newcomers do not stand on one another. */
export const startOf = (id: string): Place => {
  let hash = 0
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return { x: 0.08 + (0.84 * (hash % 101)) / 100, y: 0.08 + (0.06 * (hash % 13)) / 12 }
}
