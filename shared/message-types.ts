/**
 * The first varint of every frame: `TYPE.sync` and so on. 0-3 are y-protocols'. Each is a constant by itself, and apart from the table
 * of messages: a bundler writes the number where it is used, and loads no table.
 *
 * @module
 */
export const sync = 0
export const awareness = 1
export const auth = 2
export const queryAwareness = 3
export const welcome = 110
export const self = 111
export const presence = 113
export const ping = 114
export const pong = 115
export const notice = 116
export const token = 117
export const saved = 118
export const signal = 119
export const crowd = 120
export const watch = 121
