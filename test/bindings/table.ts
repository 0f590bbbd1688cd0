import type { Client, Found } from './check.ts'

export interface Row {
  readonly title: string
  readonly versions: string
  readonly client: Client
  readonly found: Found
}

export const CLIENT_TITLES: Readonly<Record<Client, string>> = {
  own: 'homeroom/client',
  stock: 'y-websocket',
}

/** The page of the documentation; nothing in it is written by hand. */
export const tableOf = (rows: readonly Row[], versions: string): string => {
  const cells = rows.map(({ title, versions, client, found }) => {
    const { document, carets, offline, viewer } = found
    return `| ${[title, versions, CLIENT_TITLES[client], document, carets, offline, viewer].join(' | ')} |`
  })
  return [...headOf(versions), ...cells, ''].join('\n')
}

const headOf = (versions: string): readonly string[] => [
  '# Bindings',
  '',
  `What works on a room, as a run of \`npm run bindings\` has found it in Chromium, with ${versions}.`,
  'Two people have the binding open, and a third one who may only read. That run writes this page.',
  '',
  '- **document**: what either writes, the other one reads.',
  '- **carets**: each sees the caret of the other, with a name.',
  '- **offline**: both write while the relay is down; when it is back both have all of it.',
  '- **viewer**: nothing of what a viewer writes reaches others. `readonly`: the page has asked the room (`room.welcome`), and told the',
  '  editor. y-websocket is not told its role: there the editor takes the words, the relay does not, and the console says so.',
  '',
  'CodeMirror, ProseMirror and Tiptap are checked at each change of Homeroom, the others by the command. The page of each is in',
  '`test/bindings/pages/cases`.',
  '',
  '- **Lexical** shows only what comes after its plugin is there: make an `editorProvider(room)` of `homeroom/lexical` in',
  '  `providerFactory`, one for each mount ([how](guides/documents-and-offline.md#bind-an-editor)); with y-websocket, join there.',
  '- **zustand-middleware-yjs** reads only what comes: make the store, then join with its document (`joinRoom(…, { doc })`).',
  '- **Plate** hears of the sync of a provider that is registered by `registerProviderType`; for any other one it waits 5 s.',
  '- **ProseMirror** and **Milkdown** need the style sheet of `prosemirror-view`: without it the space at the end of a line is lost.',
  '- **y-indexeddb** does not know the life of a room ([EP1](protocol.md#epoch)): with our client `offline: true` keeps the document, and',
  '  knows it.',
  '- **A subdocument** has a room of its own, here under the id of the room and its guid.',
  '',
  '| binding | versions | client | document | carets | offline | viewer |',
  '|---|---|---|---|---|---|---|',
]
