// A plugin of vite: beside each file of a page that becomes smaller by it lies the same in brotli and in gzip, which the relay sends.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** A smaller file fits into one packet as it is. */
const LEAST_BYTES = 512

/** Of a smaller file brotli takes some hundred bytes less than gzip, which every browser takes as well. */
const LEAST_BROTLI_BYTES = 10_240

const COMPRESSIBLE = /\.(css|html|js|json|svg|webmanifest)$/

const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

/** Compresses what was built and what was copied, at the best quality: it is done once, and sent to each phone. */
export const precompressed = (): Plugin => ({
  name: 'homeroom-precompressed',
  apply: 'build',
  enforce: 'post',
  writeBundle({ dir = '' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!COMPRESSIBLE.test(name)) continue
      const content = readFileSync(join(dir, name))
      if (content.length < LEAST_BYTES) continue
      if (content.length >= LEAST_BROTLI_BYTES)
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content, BEST))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }))
    }
  },
})
