// What CommonJS requires as yjs is another copy than the one that Homeroom's modules import.
const Y = require('yjs')
const { joinRoom } = require('homeroom')

try {
  joinRoom('ws://127.0.0.1:1', 'lesson', { doc: new Y.Doc() })
} catch (error) {
  console.log(error.name, error.message)
}
