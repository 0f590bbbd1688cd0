import { useEffect } from 'react'
import { pageFile } from '../page/address.ts'

/** Pages over plain http from another machine have none. */
const workers = (): ServiceWorkerContainer | null =>
  'serviceWorker' in navigator ? navigator.serviceWorker : null

/** Tells of each file of the page that is loaded, and that was; gives what stops it. */
const watchParts = (loaded: (url: string) => void): (() => void) => {
  const own = pageFile('assets/')
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) if (name.startsWith(own)) loaded(name)
  })
  observer.observe({ type: 'resource', buffered: true })
  return () => observer.disconnect()
}

/**
 * Keeps the parts of the page that this kind of room loads for a time without a network. On the first visit they came before the
 * service worker was there: asked for once more they come out of the browser's own cache, and the worker stores them.
 */
export const useKeptParts = (): void => {
  useEffect(() => {
    const container = workers()
    if (container === null) return
    const asked = new Set<string>()
    const keep = async (url: string): Promise<void> => {
      if (asked.has(url)) return
      asked.add(url)
      if ((await caches.match(url)) === undefined) await fetch(url)
    }
    const warn = (error: unknown) => console.warn('A part of this room is not kept:', error)
    let stop: (() => void) | null = null
    const begin = () => {
      stop = watchParts((url) => void keep(url).catch(warn))
    }
    if (container.controller === null) container.addEventListener('controllerchange', begin, { once: true })
    else begin()
    return () => {
      container.removeEventListener('controllerchange', begin)
      stop?.()
    }
  }, [])
}
