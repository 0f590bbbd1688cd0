import '@excalidraw/excalidraw/index.css'
import { CaptureUpdateAction, convertToExcalidrawElements, Excalidraw } from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { createRoot } from 'react-dom/client'
import type * as Y from 'yjs'
import type { Binding, Joined } from '../binding.ts'

type Element = ReturnType<ExcalidrawImperativeAPI['getSceneElements']>[number]

/** A binding by hand: each element is a value of a Y.Map under its id, and the newer version of it counts. */
const bind = (api: ExcalidrawImperativeAPI, { doc, awareness, user }: Joined) => {
  const shared = doc.getMap('excalidraw') as Y.Map<Element>
  const show = () => {
    const elements = [...shared.values()].sort((a, b) => ((a.index ?? '') < (b.index ?? '') ? -1 : 1))
    api.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER })
  }
  shared.observe((_event, { local }) => {
    if (!local) show()
  })
  show()
  api.onChange((elements) => {
    doc.transact(() => {
      for (const element of elements) {
        const known = shared.get(element.id)
        if (known === undefined || known.version < element.version) shared.set(element.id, { ...element })
      }
    })
  })
  awareness.on('change', () => {
    const others = [...awareness.getStates()].filter(([id, { pointer }]) => id !== doc.clientID && pointer)
    const collaborators = new Map(
      others.map(([id, { user: other, pointer }]) => [String(id), { username: other?.name, pointer }]),
    )
    api.updateScene({ collaborators: collaborators as never })
  })
  awareness.setLocalStateField('user', user)
}

export const mount = async (joined: Joined): Promise<Binding> => {
  const api = await new Promise<ExcalidrawImperativeAPI>((resolve) => {
    createRoot(joined.root).render(
      <div style={{ height: 600 }}>
        <Excalidraw
          excalidrawAPI={resolve}
          viewModeEnabled={!joined.mayWrite}
          onPointerUpdate={({ pointer }) => joined.awareness.setLocalStateField('pointer', pointer)}
        />
      </div>,
    )
  })
  // It loads an empty drawing of its own first, which would take the place of what is shown.
  while (api.getAppState().isLoading) await new Promise(requestAnimationFrame)
  bind(api, joined)
  return {
    text: () =>
      api
        .getSceneElements()
        .map((element) => ('text' in element ? element.text : ''))
        .join(''),
    write(words) {
      if (api.getAppState().viewModeEnabled) return
      const made = convertToExcalidrawElements([{ type: 'text', x: 10, y: 10, text: words }])
      api.updateScene({ elements: [...api.getSceneElements(), ...made] })
      joined.awareness.setLocalStateField('pointer', { x: 10, y: 10, tool: 'pointer' })
    },
    carets: () => [...api.getAppState().collaborators.values()].map(({ username }) => username ?? ''),
  }
}
