/** What each relay under test has in common: it tells its port, collects its garbage when asked, and ends with the run. */
export const serve = (port: number): void => {
  process.on('disconnect', () => process.exit())
  process.on('message', (message) => {
    if (message !== 'collect') return
    globalThis.gc?.()
    process.send?.({ heapBytes: process.memoryUsage().heapUsed })
  })
  process.send?.({ port })
}
