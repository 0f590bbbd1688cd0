import { isOfPage, pathBelow } from './scope.ts'

declare const self: ServiceWorkerGlobalScope

/** The files of this version of the page, by their paths below the worker's own; the build puts it in. */
declare const PRECACHE: { readonly version: string; readonly files: readonly string[] }

const { version, files } = PRECACHE
const { scope } = self.registration
const NAME = 'homeroom-page-'
const CACHE = `${NAME}${version}`

/** A network that is there by name only: the page is shown from the cache after so long, in ms. */
const ANSWER_MS = 4_000

/** All files or none; from the relay and not from the browser's own cache, which may hold an older page. */
const install = async (): Promise<void> => {
  const cache = await caches.open(CACHE)
  await cache.addAll(files.map((path) => new Request(new URL(path, scope), { cache: 'reload' })))
  await self.skipWaiting()
}

const activate = async (): Promise<void> => {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.startsWith(NAME) && name !== CACHE).map((name) => caches.delete(name)),
  )
  await self.clients.claim()
}

const kept = async (path: string): Promise<Response | undefined> =>
  (await caches.open(CACHE)).match(new URL(path, scope))

/** The page from the relay, so that a new version is seen; from the cache where there is no answer, or none of a relay. */
const page = async (request: Request): Promise<Response> => {
  const asked = fetch(request)
  const late = new Promise<null>((resolve) => setTimeout(resolve, ANSWER_MS, null))
  const answer = await Promise.race([asked.catch(() => null), late])
  if (answer !== null && answer.status < 500) return answer
  return (await kept('')) ?? asked
}

const file = async (path: string, request: Request): Promise<Response> => (await kept(path)) ?? fetch(request)

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const path = pathBelow(scope, request.url)
  if (request.method !== 'GET' || path === null) return
  // Nothing else is answered here or kept: not the API, not what the relay says of itself, not rooms.
  if (request.mode === 'navigate') {
    if (isOfPage(path)) event.respondWith(page(request))
  } else if (files.includes(path)) event.respondWith(file(path, request))
})
