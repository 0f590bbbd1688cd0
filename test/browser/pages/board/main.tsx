import '@excalidraw/excalidraw/index.css'
import { CaptureUpdateAction, convertToExcalidrawElements, Excalidraw } from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { createRoot } from 'react-dom/client'
import { bindExcalidraw, type ExcalidrawBinding } from '../../../../client/excalidraw.ts'
import { joinRoom } from '../../../../client/index.ts'

const query = new URLSearchParams(location.search)
const name = query.get('name') ?? ''
const room = joinRoom(query.get('server') ?? '', 'board', {
  presence: { name },
  token: query.get('token') ?? undefined,
})
let binding: ExcalidrawBinding | undefined

const bind = (api: ExcalidrawImperativeAPI) => {
  if (binding !== undefined) return
  const faults: string[] = []
  binding = bindExcalidraw(room, api, { onFault: ({ code }) => faults.push(code) })
  Object.assign(window, { api, room, binding, faults, convertToExcalidrawElements, CaptureUpdateAction })
}

createRoot(document.getElementById('app') as HTMLElement).render(
  <Excalidraw excalidrawAPI={bind} onPointerUpdate={(update) => binding?.onPointerUpdate(update)} />,
)
