import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { anchorToJson, readThreads } from '../../examples/editor/comments/comment.ts'
import { countText } from '../../examples/editor/counts/count-text.ts'
import { isSafe, safeHref } from '../../examples/editor/prose/links.ts'
import { undoInSteps } from '../../examples/editor/undo-steps.ts'

test('words and characters are counted as people count them, in scripts without spaces, too', () => {
  expect(countText('Rain falls.\nIt’s 3.5 mm', 'en')).toEqual({ words: 5, characters: 22 })
  expect(countText('我喜欢下雨', 'zh')).toEqual({ words: 3, characters: 5 })
  expect(countText('👨‍👩‍👧 🇫🇷', 'en')).toEqual({ words: 0, characters: 3 })
  expect(countText('', 'en')).toEqual({ words: 0, characters: 0 })
})

test('a link leads to the web or to a mailbox, as typed and as it comes', () => {
  expect(
    ['example.org/a', ' https://example.org ', 'localhost:8080/x', 'ada@example.org'].map(safeHref),
  ).toEqual([
    'https://example.org/a',
    'https://example.org',
    'https://localhost:8080/x',
    'mailto:ada@example.org',
  ])
  const bad = ['javascript:alert(1)', 'JaVaScript:alert(1)', 'data:text/html,x', 'file:///etc', 'a b', '']
  expect(bad.map(safeHref)).toEqual(bad.map(() => null))
  expect([...bad, '/path', ' java\nscript:alert(1)'].filter(isSafe)).toEqual([])
})

test('comments are read as if a stranger wrote them, and a wrong one hides no other', () => {
  const doc = new Y.Doc()
  const text = doc.getText('code')
  text.insert(0, 'let sea')
  const [from, to] = [
    Y.createRelativePositionFromTypeIndex(text, 4),
    Y.createRelativePositionFromTypeIndex(text, 7, -1),
  ]
  const anchor = anchorToJson({ place: 'code', from, to })
  const said = { text: 'Which?', by: { key: 'id:ada', name: 'Ada' }, atMs: 1 }
  const wrong = [
    null,
    7,
    { ...said },
    { ...said, anchor: { place: 'elsewhere', from: {}, to: {} } },
    { ...said, anchor: { ...anchor, from: { tname: 'another' } } },
    { ...said, anchor, atMs: Number.NaN },
    { ...said, anchor, by: { key: 'id:ada' } },
    { ...said, anchor, text: ' ' },
    { ...said, anchor, text: 'x'.repeat(100_000) },
  ].map((value, index) => [`wrong${index}`, value] as const)
  const threads = readThreads([
    ...wrong,
    ['a', { ...said, anchor, quote: 'sea' }],
    ['a/2', { ...said, text: 'Second', atMs: 3 }],
    ['a/1', { ...said, text: 'First', atMs: 2 }],
    ['a/3', { ...said, by: null }],
    ['a/resolved', true],
    ['gone/1', said],
  ])
  expect(threads.map(({ id, quote, isResolved }) => [id, quote, isResolved])).toEqual([['a', 'sea', true]])
  expect(threads[0]?.replies.map(({ text: reply }) => reply)).toEqual(['First', 'Second'])
  expect(doc.share.size).toBe(1)
})

test('what is written without a pause is taken back by steps of some seconds', () => {
  const text = new Y.Doc().getText()
  // The pause that ends a step by itself never comes.
  const manager = new Y.UndoManager(text, { captureTimeout: Number.POSITIVE_INFINITY })
  let nowMs = 0
  undoInSteps(manager, () => nowMs)
  for (const letter of 'Rain falls') {
    text.insert(text.length, letter)
    nowMs += 1_000
  }
  const left = []
  while (manager.undo() !== null) left.push(text.toString())
  expect(left).toEqual(['Rain fal', 'Rain', ''])
})
