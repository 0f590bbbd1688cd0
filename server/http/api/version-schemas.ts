// What the HTTP API takes and gives of versions.
import * as v from 'valibot'
import { WallMs } from '../../base/values.ts'
import { CAUSES } from '../../versions/rule.ts'
import { VersionName } from '../../versions/version-name.ts'
import { DocumentView } from './schemas.ts'

const Name = v.pipe(
  VersionName,
  v.description('For people; null for none. One that has a name stays until it is deleted.'),
)

const Size = v.pipe(v.number(), v.integer(), v.minValue(0))

export const VersionOrder = v.strictObject({ name: Name })

export const Version = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  cause: v.pipe(
    v.picklist(CAUSES),
    v.description(
      'Made by hand, by the schedule, or before the room was given the content of another version or document.',
    ),
  ),
  atMs: WallMs,
  by: v.pipe(v.nullable(v.string()), v.description('The verified id of the host who had it made.')),
  bytes: v.pipe(Size, v.description('The size of its document, as an update.')),
  storedBytes: v.pipe(Size, v.description('What it takes in the store.')),
  epoch: v.pipe(v.string(), v.description('The epoch of the room then.')),
})

export const VersionList = v.object({
  room: v.string(),
  versions: v.pipe(v.array(Version), v.description('The latest first.')),
})

export const VersionView = v.object({
  room: v.string(),
  version: Version,
  roots: DocumentView.entries.roots,
})

export const Restored = v.object({
  room: v.string(),
  epoch: v.string(),
  changed: v.pipe(v.boolean(), v.description('False where the room had that content already.')),
  before: v.pipe(
    v.nullable(Version),
    v.description('What was in the room before; null where it is unchanged.'),
  ),
})

export const DifferenceQuery = v.object({
  to: v.pipe(
    v.optional(v.string()),
    v.description('The id of another version; what is in the room now where it is left out.'),
  ),
})

const Text = v.union([v.string(), v.array(v.unknown())])

const Part = v.union([
  v.object({
    kept: v.pipe(Size, v.description('So many characters or values stay.')),
    attributes: v.exactOptional(
      v.pipe(v.record(v.string(), v.unknown()), v.description('How they are formatted otherwise.')),
    ),
  }),
  v.object({ added: Text }),
  v.object({ removed: Text }),
])

const Path = v.pipe(
  v.array(v.union([v.string(), v.number()])),
  v.description('The name of a root type, and then keys, and places in lists as they are afterwards.'),
)

export const Difference = v.object({
  room: v.string(),
  from: v.string(),
  to: v.pipe(v.nullable(v.string()), v.description('Null for what is in the room now.')),
  changes: v.array(
    v.union([
      v.object({ path: Path, type: v.picklist(['text', 'list']), parts: v.array(Part) }),
      v.object({
        path: Path,
        type: v.literal('value'),
        added: v.exactOptional(v.unknown()),
        removed: v.exactOptional(v.unknown()),
      }),
    ]),
  ),
})

export const VERSION_SCHEMAS = {
  Version,
  VersionList,
  VersionView,
  VersionOrder,
  Difference,
  Restored,
}
