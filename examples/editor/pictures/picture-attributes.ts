/** A description has at most so many characters. */
export const MOST_CHARS = 500

/** Parts of the width of the text; the empty one is the picture's own, as far as there is place. */
export const WIDTHS = { full: '', half: '50%', quarter: '25%' } as const

const isWidth = (value: unknown): value is string => Object.values<unknown>(WIDTHS).includes(value)

interface Attributed {
  readonly attrs: Readonly<Record<string, unknown>>
}

/** What a picture is, in a document that anybody has written. */
export const pictureAttributes = ({ attrs: { file, alt, width } }: Attributed) => ({
  file: typeof file === 'string' ? file : '',
  alt: typeof alt === 'string' ? alt.slice(0, MOST_CHARS) : '',
  width: isWidth(width) ? width : '',
})
