// The same from CommonJS: Node 22.12 and later can require ES modules.
const { joinRoom } = require('homeroom')

const [url, name] = process.argv.slice(2)
const room = joinRoom(url.replace('http', 'ws'), 'lesson', { presence: { name } })
room.status.subscribe(({ state }) => {
  if (state !== 'connected') return
  console.log(JSON.stringify({ people: room.people.get().map((person) => person.name) }))
  room.leave()
})
