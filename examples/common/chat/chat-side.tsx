import { useEffect, useRef } from 'react'
import { Chat } from './chat-panel.tsx'
import { useChatPlace } from './chat-place.tsx'

/** The chat beside what a page shows; on a narrow page it is a sheet over it. While it is hidden, what was typed there is kept. */
export const ChatSide = ({ onClose }: { readonly onClose: () => void }) => {
  const { isShown } = useChatPlace()
  const side = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isShown) side.current?.querySelector('textarea')?.focus()
  }, [isShown])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it closes at Escape
    <div
      ref={side}
      className="chat-side"
      data-shown={isShown}
      hidden={!isShown}
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented) onClose()
      }}
    >
      <Chat onClose={onClose} />
    </div>
  )
}
