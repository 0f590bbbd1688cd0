import { type ProviderConstructorProps, registerProviderType, type UnifiedProvider } from '@platejs/yjs'
import { YjsPlugin } from '@platejs/yjs/react'
import { CursorEditor } from '@slate-yjs/core'
import { Plate, PlateContent, useEditorRef, usePlateEditor } from 'platejs/react'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type Binding, type Joined, type Provider, textsOf } from '../binding.ts'

interface Options {
  readonly joined: Provider
}

/** A provider as the plugin knows them, around one of y-websocket's shape: it waits for the sync that this tells of. */
class JoinedProvider implements UnifiedProvider {
  readonly type = 'joined'
  readonly document: Y.Doc
  readonly awareness: Awareness
  isConnected = false
  isSynced = false
  readonly #joined: Provider
  readonly #heard: (isSynced: boolean) => void

  constructor({ options, doc, awareness, onConnect, onSyncChange }: ProviderConstructorProps<Options>) {
    this.document = doc as Y.Doc
    this.awareness = awareness as Awareness
    this.#joined = options.joined
    this.#heard = (isSynced) => {
      this.isConnected = isSynced
      this.isSynced = isSynced
      if (isSynced) onConnect?.()
      onSyncChange?.(isSynced)
    }
    this.#joined.on('sync', this.#heard)
  }

  connect(): void {
    this.#joined.connect()
    if (this.#joined.synced) this.#heard(true)
  }

  disconnect(): void {
    this.#joined.disconnect()
  }

  destroy(): void {
    this.#joined.destroy()
  }
}

registerProviderType('joined', JoinedProvider as never)

/** The hooks of @slate-yjs/react ask for the Slate of another version than Plate's. */
const Carets = () => {
  const editor = useEditorRef() as unknown as CursorEditor<{ name: string }>
  const [names, setNames] = useState<string[]>([])
  useEffect(() => {
    const look = () => {
      const states = Object.values(CursorEditor.cursorStates(editor))
      const here = states.filter(({ relativeSelection }) => relativeSelection !== null)
      setNames(here.map(({ data }) => data?.name ?? ''))
    }
    look()
    CursorEditor.on(editor, 'change', look)
    return () => CursorEditor.off(editor, 'change', look)
  }, [editor])
  return names.map((name) => (
    <span key={name} className="caret">
      {name}
    </span>
  ))
}

const Editor = ({ joined, onReady }: { joined: Joined; onReady: () => void }) => {
  const { doc: ydoc, awareness, provider, user, mayWrite } = joined
  const editor = usePlateEditor({
    skipInitialization: true,
    plugins: [
      YjsPlugin.configure({
        options: {
          ydoc,
          awareness,
          providers: [{ type: 'joined', options: { joined: provider } } as never],
          cursors: { data: { name: user.name, color: user.color } },
        },
        render: { afterEditable: Carets },
      }),
    ],
  })
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    const value = [{ type: 'p', children: [{ text: '' }] }]
    editor
      .getApi(YjsPlugin)
      .yjs.init({ id: 'plate', value })
      .then(() => setReady(true))
  }, [editor])
  useEffect(() => {
    if (isReady) onReady()
  }, [isReady, onReady])
  // Before the document is here there is nothing to show, and Plate does not look again.
  return (
    isReady && (
      <Plate editor={editor} readOnly={!mayWrite}>
        <PlateContent />
      </Plate>
    )
  )
}

export const mount = async (joined: Joined): Promise<Binding> => {
  await new Promise<void>((resolve) => {
    createRoot(joined.root).render(<Editor joined={joined} onReady={resolve} />)
  })
  return {
    text: () => document.querySelector('[data-slate-editor]')?.textContent?.replaceAll('\ufeff', '') ?? '',
    carets: () => textsOf('.caret'),
  }
}
