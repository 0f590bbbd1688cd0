import { type Box, type Label, placeLabels } from './labels.ts'

const GAP = 1

/** The place of a name, below its person or above, from where they stand and how wide it is. */
const labelOf = (avatar: HTMLElement): Label | null => {
  const token = avatar.querySelector('.token')?.getBoundingClientRect()
  const tag = avatar.querySelector<HTMLElement>('.tag')
  if (token === undefined || tag === null || token.width === 0) return null
  const { edge, own, followed, called } = avatar.dataset
  const [width, height] = [tag.offsetWidth, tag.offsetHeight]
  const middle = (token.left + token.right) / 2
  const left = edge === 'left' ? token.left : edge === 'right' ? token.right - width : middle - width / 2
  const boxAt = (top: number): Box => ({ left, top, right: left + width, bottom: top + height })
  return {
    below: boxAt(token.bottom + token.height * 0.3),
    above: avatar.querySelector('.badges') === null ? boxAt(token.top - height - GAP) : null,
    isFirst: [own, followed, called].includes('true'),
  }
}

/** Says at each avatar where its name is shown, so that no name lies on another, on a person or on the name of a desk. */
export const arrangeLabels = (avatars: Iterable<HTMLElement>, desks: Iterable<Element>): void => {
  const labels = new Map<HTMLElement, Label>()
  const taken: Box[] = [...desks].map((desk) => desk.getBoundingClientRect())
  for (const avatar of avatars) {
    const label = avatar.hidden ? null : labelOf(avatar)
    if (label === null) continue
    labels.set(avatar, label)
    const token = avatar.querySelector('.token')
    if (token !== null) taken.push(token.getBoundingClientRect())
  }
  for (const [avatar, side] of placeLabels(labels, taken)) avatar.dataset.label = side
}
