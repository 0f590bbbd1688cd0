import { flushSync } from 'react-dom'
import type { Tab, Tabs } from './tab.ts'

/** What of each tab takes the focus. */
const FIRST: Readonly<Record<Tab, string>> = {
  room: '.ground',
  people: '[role="tab"][aria-selected="true"]',
  chat: '[data-shown="true"] textarea',
  notes: '[data-shown="true"] textarea',
}

/** Shows a tab, and leads the keyboard into it. */
export const goTo = (tab: Tab, tabs: Tabs): void => {
  flushSync(() => tabs.show(tab))
  document.querySelector<HTMLElement>(FIRST[tab])?.focus()
}
