// A file that people read: a page of its own, which a browser opens, shows and prints.
import { languageOf } from '../words/index.ts'
import { fileName, saveText } from './save-file.ts'

const STYLE = `body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 system-ui, sans-serif }
img { max-width: 100%; border-radius: 8px }
p, pre { white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse }
th, td { padding: 0 .6em; border: 1px solid; text-align: start; vertical-align: top }
ul[data-type=taskList] { padding: 0; list-style: none }
ul[data-type=taskList] > li { display: flex; gap: .5em; align-items: baseline }
li > div > p:first-child { margin-top: 0 }`

/** An empty page in the language of this one; nothing in it runs. */
export const createFilePage = (name: string): Document => {
  const page = document.implementation.createHTMLDocument(name)
  page.documentElement.lang = languageOf()
  page.documentElement.dir = document.documentElement.dir
  const encoding = page.createElement('meta')
  encoding.setAttribute('charset', 'utf-8')
  page.head.prepend(encoding)
  return page
}

/** Texts by people go in as text alone. */
export const append = (page: Document, tag: string, text: string): HTMLElement => {
  const element = page.createElement(tag)
  element.textContent = text
  page.body.append(element)
  return element
}

/** Has the browser save a page, with the day in its name. */
export const saveFilePage = (name: string, page: Document): void => {
  // Not as an element of it: the policy of this page forbids that.
  const html = page.documentElement.outerHTML.replace('</head>', `<style>${STYLE}</style></head>`)
  saveText(`${fileName(name)}.html`, 'text/html', `<!doctype html>\n${html}\n`)
}
