// Looks for links that lead nowhere: in the Markdown of the project, and in the built site. `npm run docs` runs it. No other host is asked.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** The pages of the project that people read. */
export const MARKDOWN = ['*.md', 'docs/**/*.md', 'bench/*.md']
const SITE = ['dist/docs/**/*.html']

const isInside = (link: string): boolean => !/^([a-z][a-z+.-]*:|\/\/)/i.test(link)

/** Code is no link, whatever it holds; the lines stay, so that headings do. */
const withoutCode = (markdown: string): string =>
  markdown
    .replaceAll(/^```.*?^```/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[\][<>"]/g, ''))

const linksOfMarkdown = (text: string): string[] => {
  const markdown = withoutCode(text)
  const found = [
    ...markdown.matchAll(/\]\(([^()\s]+)\)/g),
    ...markdown.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g),
  ]
  return found.map(([, link = '']) => link)
}

/** Anchors of headings, as GitHub makes them: of two that are alike the second one ends in `-1`. */
const anchorsOfMarkdown = (text: string): Set<string> => {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    let name = anchor
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`
    anchors.add(name)
  }
  return anchors
}

const linksOfHtml = (text: string): string[] =>
  [...text.matchAll(/\s(?:src|srcset|href)="([^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))

const anchorsOfHtml = (text: string): Set<string> =>
  new Set([...text.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id = '']) => id))

/** Every link within a folder that leads to no file, or to no anchor of it: `docs/protocol.md: rooms.md#there`. */
export const deadLinks = (root: string, patterns: readonly string[]): string[] => {
  const anchorsByFile = new Map<string, Set<string>>()
  const anchorsOf = (file: string): Set<string> => {
    const known = anchorsByFile.get(file)
    if (known !== undefined) return known
    const text = readFileSync(file, 'utf8')
    const anchors = file.endsWith('.html') ? anchorsOfHtml(text) : anchorsOfMarkdown(text)
    anchorsByFile.set(file, anchors)
    return anchors
  }
  return globSync([...patterns], { cwd: root }).flatMap((path) => {
    const file = join(root, path)
    const text = readFileSync(file, 'utf8')
    const links = path.endsWith('.html') ? linksOfHtml(text) : linksOfMarkdown(text)
    const dead = links.filter(isInside).filter((link) => {
      const [target = '', anchor = ''] = decodeURIComponent(link).split('#')
      const to = target === '' ? file : resolve(dirname(file), target.split('?')[0] ?? '')
      if (!existsSync(to)) return true
      return anchor !== '' && statSync(to).isFile() && /\.(md|html)$/.test(to) && !anchorsOf(to).has(anchor)
    })
    return [...new Set(dead)].map((link) => `${path}: ${link}`)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dead = deadLinks(ROOT, [...MARKDOWN, ...SITE])
  for (const link of dead) console.error(`A link leads nowhere: ${link}`)
  if (dead.length > 0) process.exitCode = 1
}
