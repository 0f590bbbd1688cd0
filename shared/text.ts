import { sizeOf } from './bytes.ts'
import { graphemesOf } from './graphemes.ts'
import { withoutInvisible } from './invisible.ts'
import { EMOJI_BYTES, NAME_BYTES, NAME_GRAPHEMES } from './limits.ts'
import { isWellFormed, toWellFormed } from './well-formed.ts'

/** Controls and line separators: they change what stands around a name. */
const HARMFUL = /[\p{Cc}\u2028\u2029]/gu

/** Something that can be seen: a name of joiners, fillers and spaces alone is none. */
const VISIBLE = /[^\p{Z}\p{C}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u

/** One cluster holds at most this many code points: more is a stack of combining marks. */
const CLUSTER_CODE_POINTS = 16

/**
 * A name as everybody shall see it: well-formed, trimmed, without control characters and what nobody can see, at most
 * 64 grapheme clusters and 256 bytes, cut between clusters. Null where nothing visible is left.
 */
export const cleanName = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  // Bounds the work of the segmenter before anything else looks at the text.
  const bounded = toWellFormed(value.slice(0, NAME_BYTES * 4))
  const plain = withoutInvisible(bounded.replace(HARMFUL, '')).normalize('NFC').trim()
  const clusters: string[] = []
  let bytes = 0
  for (const cluster of graphemesOf(plain)) {
    const kept = cutCluster(cluster)
    bytes += sizeOf(kept)
    if (bytes > NAME_BYTES || clusters.length === NAME_GRAPHEMES) break
    clusters.push(kept)
  }
  // Joined at once: a string that grows cluster by cluster keeps all its pieces.
  const name = clusters.join('').trim()
  return VISIBLE.test(name) ? name : null
}

const cutCluster = (cluster: string): string =>
  cluster.length <= CLUSTER_CODE_POINTS ? cluster : [...cluster].slice(0, CLUSTER_CODE_POINTS).join('')

/** An emoji: one grapheme cluster of at most 64 bytes, without what nobody can see. "" means none; null cannot be shown. */
export const cleanEmoji = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  if (value === '') return ''
  if (value.length > EMOJI_BYTES || !isWellFormed(value)) return null
  if (sizeOf(value) > EMOJI_BYTES) return null
  const plain = withoutInvisible(value)
  const [first] = graphemesOf(plain)
  return first === plain && VISIBLE.test(plain) && plain.search(HARMFUL) === -1 ? plain : null
}
