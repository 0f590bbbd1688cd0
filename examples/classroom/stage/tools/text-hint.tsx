import './text-hint.css'
import { useLayoutEffect } from 'react'
import { flushSync } from 'react-dom'
import { isKeyTaken } from '../../../common/page/shortcuts.ts'
import { useTextHint } from '../../../common/words/text-hint.ts'
import type { Editing } from './editing.ts'

/** While the tool for texts waits for a place: says so, and gives what is typed to a text at a free one. */
export const TextHint = ({ editing }: { editing: Editing }) => {
  const hint = useTextHint()
  // With the words: one who has read them is heard.
  useLayoutEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      // A space presses the button that has the focus.
      if ([...event.key].length !== 1 || event.key === ' ' || isKeyTaken(event)) return
      // It is no single key of the room, and goes into the field, which has the focus by then.
      event.stopPropagation()
      flushSync(() => editing.write(null))
    }
    addEventListener('keydown', keyed, { capture: true })
    return () => removeEventListener('keydown', keyed, { capture: true })
  }, [editing])
  return (
    <p className="stage-hint" role="status">
      {hint}
    </p>
  )
}
