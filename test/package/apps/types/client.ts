import { joinRoom, type Room, type RoomOptions } from 'homeroom'
import { joinRoom as same } from 'homeroom/client'
import { smooth } from 'homeroom/draw'
import { readMessage } from 'homeroom/protocol'
import { versionsOf } from 'homeroom/versions'
import * as Y from 'yjs'

const options: RoomOptions = { presence: { name: 'Ada', x: 0.5 }, doc: new Y.Doc() }
export const room: Room = joinRoom('wss://rooms.example', 'school/7b', options)
room.people.subscribe((people) => people.map(({ name, hand }) => [name, hand]))
export const isSame: boolean = joinRoom === same
export { readMessage, smooth, versionsOf }
