import { RoomProvider } from 'homeroom/react'
import { headers } from 'next/headers'
import { People } from './people.jsx'

export default async function Page() {
  const url = process.env.RELAY_URL ?? `ws://${(await headers()).get('host')}`
  return (
    <RoomProvider url={url} room="lesson" presence={{ name: 'Next' }} fallback={<p>joining</p>}>
      <People />
    </RoomProvider>
  )
}
