import { joinRoom, warnUnsaved } from '../../../../client/index.ts'

const query = new URLSearchParams(location.search)
const room = joinRoom(query.get('server') ?? '', 'lesson', { offline: query.get('offline') === 'true' })

// The test does the rest.
Object.assign(window, { homeroom: { room, warnUnsaved } })
