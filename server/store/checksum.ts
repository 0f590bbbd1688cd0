import { crc32 } from 'node:zlib'

/** Binds a record to its place: a body that is whole but under another room, epoch or number is damaged. */
export const checksum = (room: string, epoch: string, seq: number, body: Uint8Array): number =>
  crc32(body, crc32(`${room}\n${epoch}\n${seq}\n`))

/** Binds a body that is kept beside the logs to its place. */
export const keptChecksum = (room: string, kind: string, key: string, body: Uint8Array): number =>
  checksum(room, `${kind}\n${key}`, 0, body)
