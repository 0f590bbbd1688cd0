import { MessageSquareLock } from 'lucide-react'
import type { Member } from '../people/cast.ts'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { useWriteTo } from './use-write-to.ts'

interface WriteButtonProps {
  readonly member: Pick<Member, 'key' | 'name'>
  readonly onClose: () => void
}

/** For hosts: begins a message to a person of the room alone. */
export const WriteButton = ({ member: { key, name }, onClose }: WriteButtonProps) => {
  const words = useWords().chat
  const { chat, room } = useRoomState()
  const { isOff } = useReadable(chat.state)
  const writeTo = useWriteTo()
  const write = () => {
    const person = room.people.get().find((one) => one.key === key)
    if (person !== undefined) writeTo({ name, receiver: person }, onClose)
  }
  if (isOff) return null
  return (
    <div className="write-to">
      <button type="button" onClick={write}>
        <MessageSquareLock /> {words.writeTo(name)}
      </button>
      <p className="hint">{words.oneHint}</p>
    </div>
  )
}
