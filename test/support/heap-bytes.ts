import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What the heap of this process holds, after garbage is collected. */
export const heapBytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

/** What its buffers hold, likewise. */
export const bufferBytes = (): number => {
  collect()
  return process.memoryUsage().arrayBuffers
}
