// Numbers, plurals, lists and times as a language writes them. The browser knows the rules: nothing of them is loaded.

/** A word for each plural form that a language has; `other` serves for those that are left out. `#` becomes the number, so no form holds what people wrote. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** How a language writes numbers, lists and times. */
export interface Formats {
  number(value: number): string
  /** Bytes, as megabytes with one digit after the point. */
  megabytes(bytes: number): string
  /** The form for `count`, with the number in it. */
  plural(count: number, forms: Forms): string
  /** Ada, Pupil and Neighbour. */
  list(names: readonly string[]): string
  /** A day with its time. */
  moment(atMs: number): string
  /** The time of a day. */
  time(atMs: number): string
  /** How long ago something was, in whole units; null where it was less than a minute. */
  ago(atMs: number, nowMs: number): string | null
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** The language as it is written in this person's country, if the browser says which one that is. */
const asWrittenHere = (language: string): string =>
  navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language

/** The formats of a language, by its tag in BCP 47. */
export const formats = (language: string): Formats => {
  const locale = asWrittenHere(language)
  const numbers = new Intl.NumberFormat(locale)
  const sizes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })
  const rules = new Intl.PluralRules(locale)
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
  const spans = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    number: (value) => numbers.format(value),
    megabytes: (bytes) => sizes.format(bytes / 2 ** 20),
    plural: (count, forms) =>
      (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count)),
    list: (names) => lists.format(names),
    moment: (atMs) => moments.format(atMs),
    time: (atMs) => times.format(atMs),
    ago(atMs, nowMs) {
      const unit = UNITS.find(([, ms]) => nowMs - atMs >= ms)
      return unit === undefined ? null : spans.format(-Math.floor((nowMs - atMs) / unit[1]), unit[0])
    },
  }
}

/** A text by a person inside a sentence: its direction leaves the sentence in order, whichever that of the sentence is. */
export const isolated = (text: string): string => `\u2068${text}\u2069`

/** Signs that turn the text after them round, up to the end of the line. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/gu

/** A name as it is shown: nobody turns their own round, and with it what stands beside it. */
export const upright = (name: string): string => name.replace(TURNS, '')

/** Letters and marks of scripts that are written from right to left. */
const FROM_RIGHT =
  /[\u0590-\u08FF\u200E\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** A name in a sentence that is written from left to right: isolated where it is written the other way. */
export const named = (name: string): string =>
  FROM_RIGHT.test(name) ? isolated(upright(name)) : upright(name)
