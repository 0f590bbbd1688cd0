// Joins a room, writes a line, and prints what it sees. It runs on Node, Bun and Deno.
import { joinRoom } from 'homeroom'

const [url, name] = process.argv.slice(2)
const room = joinRoom(url.replace('http', 'ws'), 'lesson', { presence: { name } })
const seen = ({ get, subscribe }, isSo) =>
  new Promise((resolve) => {
    const look = () => isSo(get()) && resolve()
    subscribe(look)
    look()
  })

await seen(room.status, ({ state }) => state === 'connected')
const text = room.doc.getText('notes')
text.insert(0, `${name} was here. `)
await seen(room.saved, ({ state }) => state !== 'local')
await seen(room.people, (people) => people.length > 0)
console.log(JSON.stringify({ people: room.people.get().map((person) => person.name), text: text.toString() }))
room.leave()
