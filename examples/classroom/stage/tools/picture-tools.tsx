import { BringToFront, ImageMinus, SendToBack, ZoomIn, ZoomOut } from 'lucide-react'
import { useWords } from '../../../common/words/index.ts'
import type { Picture } from '../format.ts'
import { Press } from '../press.tsx'
import type { Editing } from './editing.ts'
import { STEP_TIMES } from './items.ts'

/** What can be done with the chosen picture without its corner and without keys. */
export const PictureTools = ({ item, editing }: { item: Picture; editing: Editing }) => {
  const words = useWords().stage
  const takeAway = () => {
    // These tools go with the picture: the focus stays in the bar.
    document.activeElement?.closest('[role="toolbar"]')?.querySelector('button')?.focus()
    editing.edits.erase([item.id])
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend that takes a line
    <div className="stage-group" role="group" aria-label={words.image(item.alt)}>
      <Press label={words.smaller} icon={ZoomOut} onPress={() => editing.resize(item, 1 / STEP_TIMES)} />
      <Press label={words.larger} icon={ZoomIn} onPress={() => editing.resize(item, STEP_TIMES)} />
      <Press label={words.toBack} icon={SendToBack} onPress={() => editing.layer(item, 'back')} />
      <Press label={words.toFront} icon={BringToFront} onPress={() => editing.layer(item, 'front')} />
      <Press label={words.takeAway} icon={ImageMinus} onPress={takeAway} />
    </div>
  )
}
