// How the code looks. The editor stands in a shadow root, where it may bring its own style sheets though the relay's pages hold none:
// the colours come in as custom properties.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.regexp, tags.attributeValue], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--ink-soft)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.tagName, tags.className, tags.typeName],
    color: 'var(--code-name)',
  },
])

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '0.9rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    lineHeight: '1.9',
  },
  '.cm-content': { padding: '1rem 0 3rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 1rem 0 0.5rem' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-soft)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.4rem 0 0.8rem', minWidth: '2.4rem' },
  '.cm-placeholder': { color: 'var(--ink-soft)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)' },
  '.comment-mark': {
    backgroundColor: 'var(--comment)',
    borderBottom: '2px solid var(--hand-edge)',
  },
  '.comment-mark[data-open="true"]': { backgroundColor: 'var(--hand)', color: 'var(--on-hand)' },
  '.found': { borderRadius: '3px', backgroundColor: 'var(--found)' },
  '.found-now': { outline: '2px solid var(--accent)', backgroundColor: 'var(--found-now)' },
  '.remote-selection': { backgroundColor: 'color-mix(in oklch, var(--person) 25%, transparent)' },
  '.remote-caret': {
    position: 'relative',
    marginInline: '-1px',
    borderInlineStart: '2px solid var(--person)',
    pointerEvents: 'none',
  },
  '.remote-caret-name': {
    position: 'absolute',
    insetBlockEnd: 'calc(100% - 0.1rem)',
    insetInlineStart: '-2px',
    padding: '0 0.3rem',
    borderRadius: '4px 4px 4px 0',
    backgroundColor: 'var(--person)',
    color: 'var(--on-person)',
    font: '600 0.625rem / 1.25 system-ui, sans-serif',
    whiteSpace: 'nowrap',
  },
})

export const codeTheme: Extension = [look, syntaxHighlighting(highlighting)]
