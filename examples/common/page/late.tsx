// Parts of the page in files of their own: a phone sees the page before they are there.
import { type ComponentType, lazy } from 'react'

const asDefault = <Part,>(part: Part) => ({ default: part })

/**
 * A component whose file is loaded when it is first shown, or before that by `load`. `NotLoaded` stands in where the file does not come: the
 * network is gone, or the relay has another version of the page by now.
 */
export const late = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  NotLoaded: ComponentType<Props>,
) => lazy<ComponentType<Props>>(() => load().then(asDefault, () => asDefault(NotLoaded)))
