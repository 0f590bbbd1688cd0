import ts from 'typescript'
import { expect, test } from 'vitest'
import { findFiles, readText } from '../support/files.ts'

/** What is the same in every language: the name of the project, keys of the keyboard, an example of a room, parts of protocols. */
const SAME_FOR_ALL = ['homeroom', 'W', 'A', 'S', 'D', 'E', '7b', 'https://', 'Bearer']

const SPOKEN_ATTRIBUTES = ['aria-label', 'aria-description', 'title', 'placeholder', 'label', 'alt']

/** Operators that give one of their sides; others, as a comparison, show neither. */
const CHOICES = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])

const isWord = (text: string): boolean => /\p{L}/u.test(text) && !SAME_FOR_ALL.includes(text.trim())

const isSentence = (text: string): boolean => /^\p{Lu}\p{L}*\s.*\p{L}/u.test(text)

/** The texts that an expression in a page may show, but not those that it passes on to something else. */
const textsOf = (node: ts.Expression): string[] => {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isBinaryExpression(node) && CHOICES.has(node.operatorToken.kind))
    return [node.left, node.right].flatMap(textsOf)
  if (ts.isTemplateExpression(node))
    return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text)
  return []
}

/** For those who read the code or the console, and not for those who see the page. */
const isForDevelopers = (node: ts.Node): boolean =>
  (ts.isNewExpression(node) && node.expression.getText() === 'Error') ||
  (ts.isCallExpression(node) && /^(console|this)\./.test(node.expression.getText()))

/** The texts of a file that somebody would see or hear on the page. */
const literalsOf = (file: string): string[] => {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (isForDevelopers(node)) return
    if (ts.isJsxText(node) && isWord(node.text)) found.push(node.text.trim())
    const { parent } = node
    const isChild = ts.isJsxExpression(node) && !ts.isJsxAttribute(parent)
    const isSpoken = ts.isJsxAttribute(node) && SPOKEN_ATTRIBUTES.includes(node.name.getText())
    if (isChild && node.expression !== undefined) found.push(...textsOf(node.expression).filter(isWord))
    if (isSpoken && node.initializer !== undefined) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer
      if (value !== undefined) found.push(...textsOf(value as ts.Expression).filter(isWord))
    }
    if (ts.isStringLiteralLike(node) && isSentence(node.text)) found.push(node.text)
    if (ts.isTemplateHead(node) && isWord(node.text) && /^\p{Lu}\p{L}+\s/u.test(node.text))
      found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true))
  return found.map((text) => `${file}: ${text}`)
}

test('no component of the pages holds a text: all of them stand in words/', () => {
  const files = findFiles('examples/{common,home,classroom,whiteboard,editor}/**/*.{ts,tsx}').filter(
    (file) => !/(common\/words|home\/worker)\/|(vite\.config|precache)\.ts$/.test(file),
  )
  expect(files.length).toBeGreaterThan(50)
  expect(files.flatMap(literalsOf)).toEqual([])
})
