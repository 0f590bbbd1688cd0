// Text as word processors put it on the clipboard. The editor takes only what it knows by itself. It cannot know that a paragraph of Word is an
// item of a list, and what is bold by its style alone it does not see: the relay's pages may hold no styles, so a browser reads none of them.

/** Styles are attributes of another name here, which no policy forbids. */
const STYLE = 'data-style'

/** The style of Word in which a list stands: `mso-list:l0 level2 lfo1`. */
const LIST_STYLE = /mso-list:\s*l\d+\s+level(\d+)/i

/** What Word writes for itself: comments that hold markup, styles, elements of its own. */
const withoutWord = (html: string): string =>
  html
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, '')
    .replace(/<!\[(?:if|endif)[\s\S]*?\]>/gi, '')
    .replace(/<(style|title|xml)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/?(?:o|w|m|st1|v):[^>]*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${STYLE}=`))

const styleOf = (element: Element): string => element.getAttribute(STYLE) ?? ''

/** The level of a paragraph that is an item of a list; 0 for one that is none. */
const levelOf = (element: Element): number => Number(LIST_STYLE.exec(styleOf(element))?.[1] ?? 0)

/** Word writes the sign of an item as text, within an element that only Word leaves out. */
const takeSign = (item: Element): string => {
  const signs = [...item.querySelectorAll(`[${STYLE}]`)].filter((sign) =>
    /mso-list:\s*ignore/i.test(styleOf(sign)),
  )
  const sign = signs.map(({ textContent }) => textContent ?? '').join('')
  for (const element of signs) element.remove()
  return sign.trim()
}

/** Makes lists of paragraphs that are items of one. */
const makeLists = (body: HTMLElement): void => {
  /** The lists that are open, the outermost first. */
  let open: HTMLElement[] = []
  for (const paragraph of body.querySelectorAll('p')) {
    const level = levelOf(paragraph)
    if (level === 0 || paragraph.previousElementSibling !== open[0]) open = []
    if (level === 0) continue
    const isNumbered = /^\(?[\da-z]+[.)]/i.test(takeSign(paragraph))
    open = open.slice(0, level)
    while (open.length < level) {
      const list = body.ownerDocument.createElement(isNumbered ? 'ol' : 'ul')
      const outer = open.at(-1)
      if (outer === undefined) paragraph.before(list)
      else (outer.lastElementChild ?? outer).append(list)
      open.push(list)
    }
    const item = body.ownerDocument.createElement('li')
    open.at(-1)?.append(item)
    const words = body.ownerDocument.createElement('p')
    words.append(...paragraph.childNodes)
    item.append(words)
    paragraph.remove()
  }
}

/** What a style says of letters, as an element. */
const MARKS: readonly (readonly [style: RegExp, tag: string])[] = [
  [/font-weight:\s*(?:bold|[6-9]00)/i, 'strong'],
  [/font-style:\s*italic/i, 'em'],
  [/text-decoration[^;]*underline/i, 'u'],
  [/text-decoration[^;]*line-through/i, 's'],
]

/** Google Docs marks letters by styles of spans, and wraps all of it in bold that is none. */
const makeMarks = (body: HTMLElement): void => {
  for (const element of body.querySelectorAll(`[${STYLE}]`)) {
    const style = styleOf(element)
    element.removeAttribute(STYLE)
    if (/^(?:b|strong)$/i.test(element.tagName) && /font-weight:\s*(?:normal|400)/i.test(style)) {
      element.replaceWith(...element.childNodes)
    } else if (element.tagName === 'SPAN') {
      for (const [looks, tag] of MARKS) {
        if (!looks.test(style)) continue
        const mark = body.ownerDocument.createElement(tag)
        mark.append(...element.childNodes)
        element.append(mark)
      }
    }
  }
}

/** The boxes of tasks as pages and word processors have them: an item that is a box, or that begins with one. */
const makeTasks = (body: HTMLElement): void => {
  for (const item of body.querySelectorAll<HTMLElement>('li:not([data-type])')) {
    const box = item.querySelector<HTMLInputElement>(
      ':scope > input[type="checkbox"], :scope > :is(p, label) > input[type="checkbox"]',
    )
    const isBox = item.getAttribute('role') === 'checkbox'
    if ((box === null && !isBox) || item.parentElement?.tagName !== 'UL') continue
    item.dataset.type = 'taskItem'
    item.dataset.checked = `${isBox ? item.getAttribute('aria-checked') === 'true' : box?.hasAttribute('checked')}`
    item.parentElement.dataset.type = 'taskList'
    // Google Docs has the box as a picture beside the words.
    for (const drawn of item.querySelectorAll(':scope > img, :scope > div > img')) drawn.remove()
    box?.remove()
  }
}

/** Gives each picture the key under which the document has it; one that it has not stays out. */
const takePictures = (body: HTMLElement, take: (image: HTMLImageElement) => string | null): void => {
  for (const image of body.querySelectorAll('img')) {
    const key = take(image)
    if (key === null) image.remove()
    else image.dataset.file = key
  }
}

/** HTML of the clipboard without what word processors add to it. `take` gives the key of a picture, or null for none. */
export const cleanPaste = (html: string, take: (image: HTMLImageElement) => string | null): string => {
  const { body } = new DOMParser().parseFromString(withoutWord(html), 'text/html')
  makeLists(body)
  makeTasks(body)
  makeMarks(body)
  takePictures(body, take)
  for (const empty of body.querySelectorAll('p:empty, p:has(> br:only-child)'))
    if (empty.textContent?.trim() === '') empty.remove()
  return body.innerHTML
}
