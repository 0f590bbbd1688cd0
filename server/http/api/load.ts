// A room that was set aside is loaded again: what is stored of it may be another document now.
import { fault, ok } from '../../../shared/index.ts'
import type { Hub } from '../../rooms/hub.ts'
import { type Route, route } from './route.ts'

export interface LoadDeps {
  readonly hub: Pick<Hub, 'loadAgain'>
}

export const loadRoute = ({ hub }: LoadDeps): Route =>
  route({
    method: 'post',
    path: '/api/rooms/:room/load',
    right: 'order',
    summary: 'Loads the room, also one that was set aside. For the holder of a secret.',
    answers: { 204: { description: 'It is loaded.' } },
    refusals: ['store-unavailable', 'room-set-aside'],
    async handle({ caller: { room, isAdmin } }) {
      // It may take the relay many seconds of work: no host may have that done again and again.
      if (!isAdmin) return fault('role-forbidden', 'This needs a secret of the relay.')
      const loaded = await hub.loadAgain(room)
      return loaded.ok ? ok(undefined) : loaded
    },
  })
