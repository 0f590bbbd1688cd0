import { type colorOf, initials } from 'homeroom/draw'

/** A person's initials on their colour, as in the lists, as the address of a picture: Excalidraw's row of people takes nothing else. */
export const avatarUrl = (
  name: string | undefined,
  { onLight, onDark }: ReturnType<typeof colorOf>,
  isDark: boolean,
): string => {
  const picture = document.implementation.createDocument('http://www.w3.org/2000/svg', 'svg')
  const add = (tag: string, attributes: Readonly<Record<string, string>>): Element => {
    const element = picture.createElementNS('http://www.w3.org/2000/svg', tag)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    picture.documentElement.append(element)
    return element
  }
  picture.documentElement.setAttribute('viewBox', '0 0 32 32')
  add('rect', { width: '32', height: '32', fill: isDark ? onDark : onLight })
  const text = add('text', {
    ...{ x: '16', y: '16', dy: '.36em', 'text-anchor': 'middle', fill: isDark ? '#0e1114' : '#ffffff' },
    ...{ 'font-family': 'system-ui, sans-serif', 'font-size': '13', 'font-weight': '700' },
  })
  text.textContent = initials(name)
  return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`
}
