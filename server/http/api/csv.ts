/**
 * What a spreadsheet takes for a formula at the beginning of a cell. Signs of full width are taken for the narrow ones where people
 * write in them.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** A text that begins like a formula is one behind an apostrophe, which spreadsheets do not show. */
const cellOf = (text: string): string => {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Rows as CSV (RFC 4180), which no spreadsheet runs anything of. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
