import { joinPresence } from '../../../../client/presence.ts'

const query = new URLSearchParams(location.search)
const room = joinPresence(query.get('server') ?? '', 'lesson', { presence: { name: 'Ada', x: 0.5 } })

// The test does the rest.
Object.assign(window, { presenceRoom: room })
