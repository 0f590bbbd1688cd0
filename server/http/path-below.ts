import type { Context } from 'hono'
import { basePath } from 'hono/route'

/** The path below where an app is mounted, without its first slash, as the client wrote it: Hono's own is decoded in part. */
export const pathBelow = (c: Context): string => {
  const prefix = basePath(c).replace(/\/$/, '')
  return new URL(c.req.url).pathname.slice(prefix.length + 1)
}
