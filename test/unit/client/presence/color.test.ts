import { expect, test } from 'vitest'
import { colorOf } from '../../../../client/draw.ts'

/** Linear sRGB of a CSS `oklch()` (CSS Color 4, 10.1), clipped to what a screen shows. */
const linearRgb = (css: string): number[] => {
  const [l = 0, c = 0, hue = 0] = [...css.matchAll(/[\d.]+/g)].map(Number)
  const a = c * Math.cos((hue * Math.PI) / 180)
  const b = c * Math.sin((hue * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ].map((value) => Math.min(1, Math.max(0, value)))
}

const luminance = (css: string): number => {
  const [r = 0, g = 0, b = 0] = linearRgb(css)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2, contrast ratio. */
const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

const colors = Array.from({ length: 500 }, (_, id) => colorOf(id))

test('[HE1] white text stands on each light colour, and black text on each dark one, at 4.5 to 1 or better', () => {
  const onLight = colors.map(({ onLight }) => contrast(luminance(onLight), 1))
  const onDark = colors.map(({ onDark }) => contrast(luminance(onDark), 0))
  expect(Math.min(...onLight)).toBeGreaterThanOrEqual(4.5)
  expect(Math.min(...onDark)).toBeGreaterThanOrEqual(4.5)
})
