/** The one element that matches; a page without it is a bug, so it throws. */
export const part = <T extends Element>(
  root: ParentNode,
  selector: string,
  type: abstract new () => T,
): T => {
  const found = root.querySelector(selector)
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} "${selector}".`)
  return found
}

/** A new element with a class. What people wrote is set by `textContent` only, never as markup. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  element.className = className
  return element
}

/** Writes only what differs, so that a screen reader doesn't hear the same text again. */
export const say = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}
