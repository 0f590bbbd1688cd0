import { RoomProvider, useHands, usePeople, useSelf } from 'homeroom/react'

const People = () => {
  const [self, set] = useSelf()
  return (
    <section>
      <button type="button" onClick={() => set({ hand: !self.hand })}>
        {useHands().length}
      </button>
      {usePeople().map(({ key, name }) => (
        <p key={key}>{name}</p>
      ))}
    </section>
  )
}

export const App = () => (
  <RoomProvider url="wss://rooms.example" room="school/7b" fallback={<p>joining</p>}>
    <People />
  </RoomProvider>
)
