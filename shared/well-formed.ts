// Browsers have `isWellFormed` only since 2023 (Chrome 111, Safari 16.4, Firefox 119).

/** With the flag u a pair of surrogates is one code point, and none of these. */
const LONE_SURROGATES = /[\uD800-\uDFFF]/gu

/** True where a text has no lone surrogate, so that UTF-8 can hold it. */
export const isWellFormed = (text: string): boolean => text.search(LONE_SURROGATES) === -1

/** The text with U+FFFD for each lone surrogate. */
export const toWellFormed = (text: string): string => text.replace(LONE_SURROGATES, '\uFFFD')
