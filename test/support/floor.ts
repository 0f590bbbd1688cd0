// What the oldest browsers that the client is for do not have, by MDN's data of browsers.
import data from '@mdn/browser-compat-data/forLegacyNode'
import type { Identifier } from '@mdn/browser-compat-data/types'

/** The oldest browsers that the client is for. */
export const FLOOR = { chrome: '109', firefox: '115', safari: '16' } as const

type Browser = keyof typeof FLOOR

/** 16.4 is above 16; a version that nobody knows is above each. */
const isAbove = (version: string | boolean | null, floor: string): boolean => {
  const at = Number.parseFloat(String(version).replace('≤', ''))
  return !(at <= Number.parseFloat(floor))
}

const isMissing = ({ __compat }: Identifier): boolean =>
  __compat !== undefined &&
  Object.entries(FLOOR).some(([browser, floor]) => {
    const statements = [__compat.support[browser as Browser] ?? []].flat()
    return statements.every(
      ({ version_added, flags, prefix }) => flags || prefix || isAbove(version_added, floor),
    )
  })

const isName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name)

/** Paths of built-ins and of what a page has that one of the browsers lacks: `Map.groupBy`, `Intl.Segmenter`. */
export const missingBuiltIns = (): readonly string[] => {
  const namesIn = (tree: Identifier, prefix: string): string[] =>
    Object.keys(tree)
      .filter(isName)
      .flatMap((name) => {
        const feature = tree[name] as Identifier
        const own = `${prefix}${name.replace(/_static$/, '')}`
        return isMissing(feature) ? [own] : prefix.split('.').length > 2 ? [] : namesIn(feature, `${own}.`)
      })
  return [...namesIn(data.javascript.builtins as Identifier, ''), ...namesIn(data.api, '')]
}

/** Runs in a page, before its scripts: takes away what the browsers lack, and gives what it has taken. */
export const takeAway = (paths: readonly string[]): void => {
  const taken: string[] = []
  for (const path of paths) {
    const names = path.split('.')
    const last = names.pop() as string
    const owner = names.reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      globalThis,
    )
    for (const holder of [owner, (owner as { prototype?: object } | undefined)?.prototype])
      if (holder instanceof Object && Object.hasOwn(holder, last) && Reflect.deleteProperty(holder, last))
        taken.push(path)
  }
  // Safari before 16.4 cannot look behind.
  globalThis.RegExp = new Proxy(RegExp, {
    construct(target, [pattern, flags]) {
      if (/\(\?<[=!]/.test(String(pattern))) throw new SyntaxError('invalid group specifier name')
      return Reflect.construct(target, [pattern, flags])
    },
  })
  Object.assign(globalThis, { taken })
}
