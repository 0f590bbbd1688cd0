import { Excalidraw } from '@excalidraw/excalidraw'
import { bindExcalidraw, type ExcalidrawApi, type ExcalidrawBinding } from 'homeroom/excalidraw'
import { useRoom } from 'homeroom/react'
import { useEffect, useState } from 'react'
import '@excalidraw/excalidraw/index.css'

export const Whiteboard = () => {
  const room = useRoom()
  const [api, setApi] = useState<ExcalidrawApi | null>(null)
  const [binding, setBinding] = useState<ExcalidrawBinding | null>(null)
  useEffect(() => {
    if (api === null) return
    const bound = bindExcalidraw(room, api)
    setBinding(bound)
    return () => bound.destroy()
  }, [room, api])
  return (
    <Excalidraw
      autoFocus
      excalidrawAPI={setApi}
      onPointerUpdate={(update) => binding?.onPointerUpdate(update)}
    />
  )
}
