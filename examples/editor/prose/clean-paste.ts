// Text as word processors put it on the clipboard. The editor takes only what it knows by itself; what it cannot know is that a paragraph of
// Word is an item of a list, and which elements are there for Word alone.

/** The style of Word in which a list stands: `mso-list:l0 level2 lfo1`. */
const LIST_STYLE = /mso-list:\s*l\d+\s+level(\d+)/i

/** What Word writes for itself: comments that hold markup, styles, smart tags. */
const withoutWord = (html: string): string =>
  html
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, '')
    .replace(/<!\[(?:if|endif)[\s\S]*?\]>/gi, '')
    .replace(/<(style|title|xml)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/?(?:o|w|m|st1|v):[^>]*>/gi, '')

/** The level of a paragraph that is an item of a list; 0 for one that is none. */
const levelOf = (element: Element): number =>
  Number(LIST_STYLE.exec(element.getAttribute('style') ?? '')?.[1] ?? 0)

/** Word writes the sign of an item as text, within an element that only Word leaves out. */
const takeSign = (item: Element): string => {
  const signs = [...item.querySelectorAll('[style*="mso-list" i]')].filter((sign) =>
    /mso-list:\s*ignore/i.test(sign.getAttribute('style') ?? ''),
  )
  const sign = signs.map(({ textContent }) => textContent ?? '').join('')
  for (const element of signs) element.remove()
  return sign.trim()
}

/** Makes lists of paragraphs that are items of one. */
const makeLists = (body: HTMLElement): void => {
  /** The lists that are open, the outermost first. */
  let open: HTMLElement[] = []
  for (const paragraph of [...body.querySelectorAll('p, li, h1, h2, h3')]) {
    const level = paragraph.tagName === 'P' ? levelOf(paragraph) : 0
    if (level === 0) {
      open = []
      continue
    }
    if (open.length > 0 && paragraph.previousElementSibling !== open[0]) open = []
    const isNumbered = /^\(?[\da-z]+[.)]/i.test(takeSign(paragraph))
    open = open.slice(0, level)
    while (open.length < level) {
      const list = body.ownerDocument.createElement(isNumbered ? 'ol' : 'ul')
      const inner = open.at(-1)
      if (inner === undefined) paragraph.before(list)
      else (inner.lastElementChild ?? inner).append(list)
      open.push(list)
    }
    const item = body.ownerDocument.createElement('li')
    item.append(...paragraph.childNodes)
    open.at(-1)?.append(item)
    paragraph.remove()
  }
}

/** HTML of the clipboard without what word processors add to it. */
export const cleanPaste = (html: string): string => {
  const { body } = new DOMParser().parseFromString(withoutWord(html), 'text/html')
  makeLists(body)
  for (const empty of body.querySelectorAll('p'))
    if (/^[\s\u00a0]*$/.test(empty.textContent ?? '')) empty.remove()
  return body.innerHTML
}
