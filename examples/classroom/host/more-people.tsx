import { NotHereList } from './not-here-list.tsx'
import { WatchingList } from './watching-list.tsx'

/** People of this class who are not in the list of people. */
export const MorePeople = ({ room }: { room: string }) => (
  <>
    <NotHereList room={room} />
    <WatchingList room={room} />
  </>
)
