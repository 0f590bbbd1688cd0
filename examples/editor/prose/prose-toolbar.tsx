import type { Editor } from '@tiptap/core'
import {
  BetweenHorizontalEnd,
  BetweenVerticalEnd,
  Bold,
  Code,
  FoldHorizontal,
  FoldVertical,
  Grid2x2X,
  Heading1,
  Heading2,
  Heading3,
  Image,
  ImageUpscale,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  MessageSquarePlus,
  Redo2,
  SquareCode,
  Strikethrough,
  Table,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { type BlockWords, useBlockWords } from '../../common/words/blocks.ts'
import { useWords, type Words } from '../../common/words/index.ts'
import { type PictureWords, usePictureWords } from '../../common/words/pictures.ts'
import { PictureDialog } from '../pictures/picture-dialog.tsx'
import { choosePictures } from '../pictures/put-pictures.ts'
import { type Tool, Toolbar } from '../toolbar.tsx'
import { LinkDialog } from './link-dialog.tsx'
import type { ProseEditor } from './prose-editor.ts'
import { changeTable, insertTable, type TableStep } from './tables.ts'
import { type Format, useFormat } from './use-format.ts'

interface ProseToolbarProps {
  readonly prose: ProseEditor
  readonly onComment: () => void
}

/** What the text can look like. */
export const ProseToolbar = ({ prose, onComment }: ProseToolbarProps) => {
  const { editor } = prose
  const words = useWords().editor
  const blocks = useBlockWords()
  const pictures = usePictureWords()
  const format = useFormat(editor)
  const [isLinking, setIsLinking] = useState(false)
  const [isDescribing, setIsDescribing] = useState(false)
  useLinkKeys(editor, () => setIsLinking(true))
  const groups = [
    ...groupsOf(editor, format, { ...words.tools, taskList: blocks.taskList }, words),
    tableTools(editor, format, blocks),
    pictureTools(prose, format, pictures, () => setIsDescribing(true)),
    [
      {
        id: 'link',
        label: words.link,
        Icon: Link,
        keys: 'Control+K',
        isOn: format.has('link'),
        act: () => setIsLinking(true),
      },
      { id: 'comment', label: words.comment, Icon: MessageSquarePlus, keys: 'Control+Alt+M', act: onComment },
    ],
  ]
  return (
    <>
      <Toolbar label={words.toolbar} groups={groups} />
      {isLinking && <LinkDialog editor={editor} onClose={() => setIsLinking(false)} />}
      {isDescribing && <PictureDialog editor={editor} onClose={() => setIsDescribing(false)} />}
    </>
  )
}

/** Ctrl and K make a link, as in other editors. */
const useLinkKeys = (editor: Editor, link: () => void): void => {
  const keyed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    link()
  })
  useEffect(() => {
    const text = editor.view.dom
    const listener = (event: KeyboardEvent) => keyed(event)
    text.addEventListener('keydown', listener)
    return () => text.removeEventListener('keydown', listener)
  }, [editor])
}

type Labels = Words['editor']['tools'] & Pick<BlockWords, 'taskList'>

/** The focus stays where it is: in the text for a mouse, in the row for the keyboard. */
const groupsOf = (
  editor: Editor,
  format: Format,
  labels: Labels,
  words: Words['editor'],
): readonly (readonly Tool[])[] => {
  const chain = () => editor.chain()
  const heading = (level: 1 | 2 | 3, Icon: Tool['Icon']): Tool => ({
    id: `heading${level}`,
    label: words.heading(level),
    Icon,
    keys: `Control+Alt+${level}`,
    isOn: format.has(`heading${level}`),
    act: () => chain().toggleHeading({ level }).run(),
  })
  const tool = (id: keyof Labels, Icon: Tool['Icon'], keys: string, act: () => void): Tool => ({
    id,
    label: labels[id],
    Icon,
    keys,
    isOn: format.has(id),
    act,
  })
  return [
    [
      { id: 'undo', label: words.undo, Icon: Undo2, keys: 'Control+Z', act: () => chain().undo().run() },
      {
        id: 'redo',
        label: words.redo,
        Icon: Redo2,
        keys: 'Control+Shift+Z',
        act: () => chain().redo().run(),
      },
    ],
    [heading(1, Heading1), heading(2, Heading2), heading(3, Heading3)],
    [
      tool('bold', Bold, 'Control+B', () => chain().toggleBold().run()),
      tool('italic', Italic, 'Control+I', () => chain().toggleItalic().run()),
      tool('underline', Underline, 'Control+U', () => chain().toggleUnderline().run()),
      tool('strike', Strikethrough, 'Control+Shift+S', () => chain().toggleStrike().run()),
      tool('code', Code, 'Control+E', () => chain().toggleCode().run()),
    ],
    [
      tool('bulletList', List, 'Control+Shift+8', () => chain().toggleBulletList().run()),
      tool('orderedList', ListOrdered, 'Control+Shift+7', () => chain().toggleOrderedList().run()),
      tool('taskList', ListTodo, 'Control+Shift+9', () => chain().toggleTaskList().run()),
      tool('blockquote', TextQuote, 'Control+Shift+B', () => chain().toggleBlockquote().run()),
      tool('codeBlock', SquareCode, 'Control+Alt+C', () => chain().toggleCodeBlock().run()),
    ],
  ]
}

const TABLE_STEPS: readonly (readonly [step: TableStep, Icon: Tool['Icon']])[] = [
  ['addRow', BetweenHorizontalEnd],
  ['addColumn', BetweenVerticalEnd],
  ['removeRow', FoldVertical],
  ['removeColumn', FoldHorizontal],
  ['removeTable', Grid2x2X],
]

/** In a table what changes it, elsewhere what makes one. */
const tableTools = (editor: Editor, format: Format, words: BlockWords): readonly Tool[] =>
  format.has('table')
    ? TABLE_STEPS.map(([step, Icon]) => ({
        id: step,
        label: words[step],
        Icon,
        act: () => changeTable(editor, step),
      }))
    : [{ id: 'table', label: words.insert, Icon: Table, act: () => insertTable(editor) }]

/** What puts pictures in, and where one is selected what is said of it. */
const pictureTools = (
  prose: ProseEditor,
  format: Format,
  words: PictureWords,
  describe: () => void,
): readonly Tool[] => [
  {
    id: 'picture',
    label: words.insert,
    Icon: Image,
    act: () => choosePictures((files) => void prose.putPictures(files)),
  },
  ...(format.has('picture')
    ? [{ id: 'describe', label: words.edit, Icon: ImageUpscale, act: describe }]
    : []),
]
