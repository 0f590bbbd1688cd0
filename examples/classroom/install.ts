/** Lets the page open without a network, from its next visit on. Only the built page: what vite serves changes under it. */
export const installPage = (): void => {
  // Pages over plain http from elsewhere have none.
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('./sw.js').catch((error: unknown) => {
    console.warn('The page will not open without a network:', error)
  })
}
