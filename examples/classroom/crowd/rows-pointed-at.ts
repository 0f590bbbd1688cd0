/** So long after a person has left the list its rows stay: a finger leaves with each touch. */
const LEFT_MS = 3_000

/** No more rows are asked for: they are beside what else a page asks for. */
const MOST = 40

const keysInView = (list: HTMLElement): readonly string[] => {
  const { top, bottom } = list.getBoundingClientRect()
  const isInView = (row: Element) => {
    const box = row.getBoundingClientRect()
    return box.bottom > Math.max(top, 0) && box.top < Math.min(bottom, innerHeight)
  }
  const rows = [...list.querySelectorAll<HTMLElement>('[data-key]')].filter(isInView)
  return rows.slice(0, MOST).map(({ dataset }) => dataset.key ?? '')
}

/** Tells the keys of the rows that are seen, while the pointer or the focus is in the list; none else. It goes on until the returned function is called. */
export const rowsPointedAt = (list: HTMLElement, tell: (keys: readonly string[]) => void): (() => void) => {
  let leaving: number | undefined
  let told = ''
  const say = (keys: readonly string[]) => {
    if (keys.join('\n') === told) return
    told = keys.join('\n')
    tell(keys)
  }
  const enter = () => {
    clearTimeout(leaving)
    say(keysInView(list))
  }
  const leave = () => {
    clearTimeout(leaving)
    leaving = window.setTimeout(() => say([]), LEFT_MS)
  }
  const begins = ['pointerover', 'focusin', 'scroll']
  const ends = ['pointerleave', 'focusout']
  for (const type of begins) list.addEventListener(type, enter, { passive: true })
  for (const type of ends) list.addEventListener(type, leave)
  return () => {
    for (const type of begins) list.removeEventListener(type, enter)
    for (const type of ends) list.removeEventListener(type, leave)
    clearTimeout(leaving)
    say([])
  }
}
