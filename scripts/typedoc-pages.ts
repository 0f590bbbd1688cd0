// A plugin of typedoc: pages are called by their first heading, and modules as they are imported.
import { readFileSync } from 'node:fs'
import { type Application, Converter, type DocumentReflection, JSX, ReflectionKind } from 'typedoc'

/** The part of the site by the folder of a page; what is in none of them is reference. */
const GROUPS: Readonly<Record<string, string>> = {
  guides: 'Guides',
  server: 'Server code',
  migration: 'Moving to Homeroom',
}

const headingOf = (document: DocumentReflection): string =>
  /^# (.*)$/m.exec(document.content.map(({ text }) => text).join(''))?.[1] ?? document.name

/** What is imported, by the source of its entry point. */
const importNames = (): ReadonlyMap<string, string> => {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'))
  // The first of two names of one source is the shorter one.
  return new Map(
    Object.entries<{ readonly types?: string }>(exports)
      .toReversed()
      .flatMap(([path, { types }]) => {
        const source = /^\.\/dist\/(.*)\.d\.[cm]?ts$/.exec(types ?? '')?.[1]
        return source === undefined ? [] : [[source.replace(/\/index$/, ''), `${name}${path.slice(1)}`]]
      }),
  )
}

/** The list of guides is open for a reader who is here for the first time; later it is as the reader has left it. */
const OPEN_GUIDES = "localStorage['tsd-accordion-Guides'] ??= 'true'"

export const load = (app: Application): void => {
  app.renderer.hooks.on('head.end', () =>
    JSX.createElement('script', null, JSX.createElement(JSX.Raw, { html: OPEN_GUIDES })),
  )
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const path = document.project.files.getReflectionPath(document) ?? ''
    const folder = /docs\/(\w+)\/[^/]*$/.exec(path)?.[1] ?? ''
    document.name = headingOf(document)
    document.frontmatter.group = GROUPS[folder] ?? 'Reference'
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const names = importNames()
    for (const module of project.getChildrenByKind(ReflectionKind.Module))
      module.name = names.get(module.name) ?? module.name
  })
}
