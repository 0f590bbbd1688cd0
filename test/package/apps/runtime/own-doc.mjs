import { joinRoom } from 'homeroom'
import * as Y from 'yjs'

const room = joinRoom('ws://127.0.0.1:1', 'lesson', { doc: new Y.Doc() })
console.log('joined')
room.leave()
